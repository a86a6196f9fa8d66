/// A secret (a token, a password, a key) that cannot reach a log by being printed.
package struct Redacted<Value> {
    /// The secret itself: name it only where it is used.
    package var exposed: Value

    package init(_ value: Value) {
        exposed = value
    }
}

extension Redacted: Sendable where Value: Sendable {}
extension Redacted: Equatable where Value: Equatable {}
extension Redacted: Hashable where Value: Hashable {}

extension Redacted: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "redacted" }
    package var debugDescription: String { "redacted" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
