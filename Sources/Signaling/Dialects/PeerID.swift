/// The name a room server gives a sender for as long as it is in the room (`clientId`).
///
/// Servers that are not ours give none; then the peer is `nil` everywhere.
package struct PeerID: Hashable, Sendable, CustomStringConvertible {
    package let value: String

    package init(_ value: String) {
        self.value = value
    }

    package var description: String { value }
}
