import CYAML

/// libyaml's event parser over bytes in memory: owns one `yaml_parser_t`.
@safe
struct YAMLEvents: ~Copyable {
    enum Kind: Equatable {
        case documentStart
        case streamEnd
        case scalar(String, isPlain: Bool)
        case sequenceStart
        case sequenceEnd
        case mappingStart
        case mappingEnd
        /// Start of stream, end of document: nothing to do.
        case other
    }

    struct Event: Equatable {
        var kind: Kind
        /// 1 is the first line.
        var line: Int
    }

    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>

    /// `nil` only if memory is exhausted.
    init?(_ bytes: Span<UInt8>) {
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        unsafe parser.initialize(to: yaml_parser_t())
        guard unsafe yaml_parser_initialize(parser) == 1 else {
            unsafe parser.deallocate()
            return nil
        }
        // libyaml keeps the pointer until the parser is deleted.
        let input = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
        unsafe bytes.withUnsafeBufferPointer { unsafe _ = input.initialize(from: $0) }
        unsafe yaml_parser_set_input_string(parser, input.baseAddress, input.count)
        unsafe self.parser = parser
        unsafe self.input = input
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
        unsafe input.deallocate()
    }

    mutating func next() throws(YAMLError) -> Event {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw failure() }
        defer { unsafe yaml_event_delete(&event) }
        let line = unsafe Int(clamping: event.start_mark.line) + 1
        return Event(kind: try unsafe YAMLEvents.kind(of: event, line: line), line: line)
    }

    private static func kind(of event: yaml_event_t, line: Int) throws(YAMLError) -> Kind {
        switch unsafe event.type {
        case YAML_STREAM_END_EVENT: return .streamEnd
        case YAML_DOCUMENT_START_EVENT: return .documentStart
        case YAML_ALIAS_EVENT: throw .anchor(line: line)
        case YAML_SEQUENCE_START_EVENT:
            let start = unsafe event.data.sequence_start
            try unsafe refuse(anchor: start.anchor, tag: start.tag, line: line)
            return .sequenceStart
        case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
        case YAML_MAPPING_START_EVENT:
            let start = unsafe event.data.mapping_start
            try unsafe refuse(anchor: start.anchor, tag: start.tag, line: line)
            return .mappingStart
        case YAML_MAPPING_END_EVENT: return .mappingEnd
        case YAML_SCALAR_EVENT:
            let scalar = unsafe event.data.scalar
            try unsafe refuse(anchor: scalar.anchor, tag: scalar.tag, line: line)
            let text = unsafe String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            return unsafe .scalar(text, isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE)
        default: return .other
        }
    }

    private static func refuse(
        anchor: UnsafeMutablePointer<UInt8>?,
        tag: UnsafeMutablePointer<UInt8>?,
        line: Int
    ) throws(YAMLError) {
        if unsafe anchor != nil { throw .anchor(line: line) }
        if unsafe tag != nil { throw .tag(line: line) }
    }

    private func failure() -> YAMLError {
        let parser = unsafe parser.pointee
        guard let problem = unsafe parser.problem else { return .syntax("out of memory", line: 1) }
        let words = unsafe String(cString: problem)
        // A reader error, such as bytes that are not UTF-8, has a byte offset instead of a line.
        guard unsafe parser.error == YAML_READER_ERROR else {
            return unsafe .syntax(words, line: Int(clamping: parser.problem_mark.line) + 1)
        }
        let offset = unsafe min(Int(clamping: parser.problem_offset), input.count)
        let line = unsafe input[..<offset].count { $0 == 0x0A } + 1
        return .syntax(words, line: line)
    }
}
