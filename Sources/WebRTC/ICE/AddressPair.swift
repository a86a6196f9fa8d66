package import Wire

/// The two ends of a path: the address of our socket, and the peer's address as seen from it.
package struct AddressPair: Hashable, Sendable {
    package let local: TransportAddress
    package let remote: TransportAddress

    package init(local: TransportAddress, remote: TransportAddress) {
        self.local = local
        self.remote = remote
    }
}
