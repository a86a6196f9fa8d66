package import Wire

/// Bytes and the two ends they travel between.
package struct Datagram: Hashable, Sendable {
    package var bytes: [UInt8]
    package var local: TransportAddress
    package var remote: TransportAddress

    package init(_ bytes: [UInt8], local: TransportAddress, remote: TransportAddress) {
        self.bytes = bytes
        self.local = local
        self.remote = remote
    }
}
