/// A range of addresses in CIDR notation (RFC 4632, RFC 4291 §2.3).
package struct IPNetwork: Hashable, Sendable {
    package let address: IPAddress
    /// Leading bits that count: up to 32 or 128.
    package let prefixLength: Int

    /// Reads `10.0.0.0/8`, `2001:db8::/32` or a single address. Bits behind the prefix mean nothing. `nil` if it is neither.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let address = IPAddress(parts[0])?.unmapped else { return nil }
        let longest = address.isV4 ? 32 : 128
        if parts.count == 2 {
            guard (1...3).contains(parts[1].utf8.count), parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let length = Int(parts[1]), length <= longest
            else { return nil }
            prefixLength = length
        } else {
            prefixLength = longest
        }
        self.address = address
    }

    package func contains(_ other: IPAddress) -> Bool {
        switch (address, other.unmapped) {
        case (.v4(let network), .v4(let host)):
            // A shift by the whole width gives 0 in Swift.
            (network ^ host) >> UInt32(32 - prefixLength) == 0
        case (.v6(let networkHigh, let networkLow), .v6(let high, let low)):
            if prefixLength <= 64 {
                (networkHigh ^ high) >> UInt64(64 - prefixLength) == 0
            } else {
                networkHigh == high && (networkLow ^ low) >> UInt64(128 - prefixLength) == 0
            }
        default: false
        }
    }
}

extension IPNetwork: CustomStringConvertible {
    package var description: String { "\(address)/\(prefixLength)" }
}
