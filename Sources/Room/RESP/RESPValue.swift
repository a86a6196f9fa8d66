/// One value of the Redis serialization protocol, version 2 (redis.io/docs/reference/protocol-spec).
package enum RESPValue: Sendable, Equatable {
    /// A line; what the server says of itself, such as `OK`.
    case status(String)
    /// A command that failed: a word, and a sentence.
    case error(String)
    case integer(Int64)
    /// Any bytes; `nil` where there is nothing.
    case bulk([UInt8]?)
    /// `nil` where there is nothing, such as a wait that ran out.
    case array([RESPValue]?)

    /// Text of a bulk string or a status; bytes that are no UTF-8 are replaced.
    package var text: String? {
        switch self {
        case .status(let text): text
        case .bulk(let bytes): bytes.map { String(decoding: $0, as: UTF8.self) }
        case .error, .integer, .array: nil
        }
    }

    /// A number, also one written as text: scripts return large ones so, because theirs are floating-point.
    package var number: Int64? {
        if case .integer(let value) = self { value } else { text.flatMap { Int64($0) } }
    }

    package var elements: [RESPValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The bytes on the wire.
    package func append(to bytes: inout [UInt8]) {
        switch self {
        case .status(let text): Self.append("+", text, to: &bytes)
        case .error(let text): Self.append("-", text, to: &bytes)
        case .integer(let value): Self.append(":", "\(value)", to: &bytes)
        case .bulk(nil): Self.append("$", "-1", to: &bytes)
        case .bulk(let content?):
            Self.append("$", "\(content.count)", to: &bytes)
            bytes += content
            bytes += [0x0D, 0x0A]
        case .array(nil): Self.append("*", "-1", to: &bytes)
        case .array(let elements?):
            Self.append("*", "\(elements.count)", to: &bytes)
            for element in elements { element.append(to: &bytes) }
        }
    }

    /// A line breaks off where a line ends: text cannot make a second one.
    private static func append(_ kind: Character, _ text: String, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: String(kind).utf8)
        bytes.append(contentsOf: text.utf8.prefix { $0 != 0x0D && $0 != 0x0A })
        bytes += [0x0D, 0x0A]
    }
}

extension RESPValue {
    /// A command: an array of bulk strings.
    package init(command words: [String]) {
        self = .array(words.map { .bulk(Array($0.utf8)) })
    }
}
