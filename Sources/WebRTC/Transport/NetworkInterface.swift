package import Wire

/// One address of one of this machine's network interfaces.
package struct NetworkInterface: Hashable, Sendable {
    /// The system's name: `eth0`.
    package var name: String
    /// The system's number, from 1.
    package var index: UInt32
    package var address: IPAddress
    /// Bits of `address` that all hosts on the link share.
    package var prefixLength: Int
    /// Whether it is switched on and has a carrier.
    package var isRunning: Bool
    package var supportsMulticast: Bool

    package init(
        name: String,
        index: UInt32,
        address: IPAddress,
        prefixLength: Int,
        isRunning: Bool = true,
        supportsMulticast: Bool = true
    ) {
        self.name = name
        self.index = index
        self.address = address
        self.prefixLength = prefixLength
        self.isRunning = isRunning
        self.supportsMulticast = supportsMulticast
    }

    /// Whether `other` is a neighbour on this link, as far as addresses tell.
    package func isOnLink(_ other: IPAddress) -> Bool {
        guard address.isV4 == other.isV4 else { return false }
        let (mine, theirs) = (address.bytes, other.bytes)
        let whole = min(max(prefixLength, 0), mine.count * 8) / 8
        guard mine[..<whole] == theirs[..<whole] else { return false }
        let bits = min(max(prefixLength, 0), mine.count * 8) % 8
        return bits == 0 || mine[whole] >> (8 - bits) == theirs[whole] >> (8 - bits)
    }
}
