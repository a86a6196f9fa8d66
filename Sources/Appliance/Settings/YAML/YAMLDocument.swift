/// Reads one YAML document into a tree. No anchors, no tags, no second document: nothing a settings file needs and nothing
/// that makes a small file large.
enum YAMLDocument {
    static let maximumDepth = 16

    /// `nil` for a document with nothing in it but comments.
    static func parse(_ bytes: Span<UInt8>) throws(YAMLError) -> YAMLNode? {
        guard var events = YAMLEvents(bytes) else { throw .syntax("out of memory", line: 1) }
        var root: YAMLNode?
        while true {
            let event = try events.next()
            switch event.kind {
            case .streamEnd: return root
            case .documentStart:
                guard root == nil else { throw .secondDocument(line: event.line) }
                root = try node(try events.next(), &events, depth: 1)
            default: continue
            }
        }
    }

    private static func node(_ event: YAMLEvents.Event, _ events: inout YAMLEvents, depth: Int) throws(YAMLError) -> YAMLNode {
        guard depth <= maximumDepth else { throw .deeperThan(maximumDepth, line: event.line) }
        switch event.kind {
        case .scalar(let text, let isPlain):
            let isNull = isPlain && ["", "~", "null", "Null", "NULL"].contains(text)
            return YAMLNode(content: isNull ? .null : .scalar(text), line: event.line)
        case .sequenceStart:
            var items: [YAMLNode] = []
            while true {
                let next = try events.next()
                if next.kind == .sequenceEnd { break }
                items.append(try node(next, &events, depth: depth + 1))
            }
            return YAMLNode(content: .sequence(items), line: event.line)
        case .mappingStart:
            var entries: [YAMLNode.Entry] = []
            while true {
                let next = try events.next()
                if next.kind == .mappingEnd { break }
                guard case .scalar(let key, _) = next.kind else { throw .compositeKey(line: next.line) }
                entries.append(.init(key: key, line: next.line, value: try node(try events.next(), &events, depth: depth + 1)))
            }
            return YAMLNode(content: .mapping(entries), line: event.line)
        default:
            // libyaml's grammar sends nothing else here.
            throw .syntax("unexpected end", line: event.line)
        }
    }
}
