import Wire

/// The 96 bits that join a response to its request (RFC 8489 §5).
package struct STUNTransactionID: Hashable, Sendable {
    package let high: UInt32
    package let low: UInt64

    package init(high: UInt32, low: UInt64) {
        self.high = high
        self.low = low
    }

    package init(random: inout some RandomNumberGenerator) {
        self.init(high: random.next(), low: random.next())
    }

    /// What XOR-MAPPED-ADDRESS is masked with: the cookie, for IPv6 followed by the transaction ID (RFC 8489 §14.2).
    var addressMask: (port: UInt16, address: [UInt8]) {
        var writer = ByteWriter(reservingCapacity: 16)
        writer.write(STUNMessage.magicCookie)
        writer.write(high)
        writer.write(low)
        return (UInt16(truncatingIfNeeded: STUNMessage.magicCookie >> 16), writer.bytes)
    }
}
