package import Wire

/// Where clients come from, as limits count them: an IPv4 address, or an IPv6 prefix, because whoever has one address of a
/// /64 has them all.
package enum ClientNetwork: Hashable, Sendable {
    case address(UInt32)
    case prefix(UInt64)

    /// - Parameter bits: of an IPv6 address, up to 64.
    package init(_ address: IPAddress, bits: Int = 64) {
        switch address.unmapped {
        case .v4(let value): self = .address(value)
        case .v6(let high, _): self = .prefix(high >> UInt64(64 - min(max(bits, 0), 64)))
        }
    }
}
