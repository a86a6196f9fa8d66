/// A TCP or TLS connection to a TURN server, as the gatherer numbers them; never used twice.
package struct ServerStreamID: Hashable, Sendable {
    package let number: Int

    package init(_ number: Int) {
        self.number = number
    }
}
