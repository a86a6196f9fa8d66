/// Why a message means nothing in this dialect. The session layer counts it and goes on.
package enum DialectError: Error, Equatable {
    /// No event of this dialect; the name, cut to what a log can bear.
    case unknownEvent(String)
    /// A field is missing or not what the dialect's table says.
    case malformed(event: String, field: String)
    /// A field is longer than any honest peer makes it.
    case tooLong(event: String, field: String)
}

extension DialectError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unknownEvent(let name): "unknown event \(name)"
        case .malformed(let event, let field): "\(event): \(field) is missing or malformed"
        case .tooLong(let event, let field): "\(event): \(field) is too long"
        }
    }
}
