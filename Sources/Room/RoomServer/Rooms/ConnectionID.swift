/// One client's connection, by the number that the service gave it; or a sender's that comes by way of another server.
package struct ConnectionID: Hashable, Sendable {
    package let number: UInt64

    package init(_ number: UInt64) {
        self.number = number
    }

    /// - Parameter visitor: counted from 1, as the service counts its own.
    init(visitor: UInt64) {
        number = 1 << 63 | visitor
    }

    /// Whether its sender comes by way of another server.
    var isVisitor: Bool { number >> 63 == 1 }
}
