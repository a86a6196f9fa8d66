package import Wire

/// The kind of an IP address, as attributes number it (RFC 8489 §14.1).
package enum STUNAddressFamily: UInt8, Hashable, Sendable {
    case ipv4 = 1
    case ipv6 = 2

    package init(of address: IPAddress) {
        self = address.isV4 ? .ipv4 : .ipv6
    }
}
