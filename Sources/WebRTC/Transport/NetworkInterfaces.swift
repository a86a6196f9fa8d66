import Glibc
package import Wire

/// The addresses this machine can be reached at.
package enum NetworkInterfaces {
    /// Addresses worth a host candidate, each once: everything that runs but loopback, or loopback alone on a machine that has
    /// nothing else. IPv6 link-local addresses are left out, because a candidate cannot carry their zone (RFC 8445 §5.1.1.1).
    package static func hostAddresses() -> [IPAddress] {
        hosts(among: all()).map(\.address)
    }

    /// Every address of every interface that is switched on or has been, in the system's order.
    package static func addresses() -> [IPAddress] {
        var seen: Set<IPAddress> = []
        return all().map(\.address).filter { seen.insert($0).inserted }
    }

    /// The same choice as `hostAddresses()`, with what is known of the interfaces.
    package static func hosts(among interfaces: [NetworkInterface]) -> [NetworkInterface] {
        var seen: Set<IPAddress> = []
        let running = interfaces.filter { $0.isRunning && seen.insert($0.address).inserted }
        let routable = running.filter { !$0.address.isLoopback && !($0.address.isLinkLocal && !$0.address.isV4) }
        return routable.isEmpty ? running.filter(\.address.isLoopback) : routable
    }

    /// Every address of every interface, in the system's order; empty if the system does not say.
    package static func all() -> [NetworkInterface] {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard unsafe getifaddrs(&list) == 0 else { return [] }
        defer { unsafe freeifaddrs(list) }
        var interfaces: [NetworkInterface] = []
        var next = unsafe list
        while let entry = unsafe next?.pointee {
            unsafe next = entry.ifa_next
            guard let address = unsafe ipAddress(entry.ifa_addr) else { continue }
            let mask = unsafe ipAddress(entry.ifa_netmask, as: entry.ifa_addr)
            let flags = unsafe Int32(truncatingIfNeeded: entry.ifa_flags)
            interfaces.append(
                NetworkInterface(
                    name: unsafe String(cString: entry.ifa_name),
                    index: unsafe if_nametoindex(entry.ifa_name),
                    address: address,
                    prefixLength: mask.map { $0.bytes.reduce(0) { $0 + $1.nonzeroBitCount } } ?? address.bytes.count * 8,
                    isRunning: flags & Int32(IFF_UP) != 0 && flags & Int32(IFF_RUNNING) != 0,
                    supportsMulticast: flags & Int32(IFF_MULTICAST) != 0
                )
            )
        }
        return interfaces
    }

    /// - Parameter model: whose family counts, where `socket` may leave it out.
    private static func ipAddress(
        _ socket: UnsafeMutablePointer<sockaddr>?,
        as model: UnsafeMutablePointer<sockaddr>? = nil
    ) -> IPAddress? {
        guard let socket = unsafe socket else { return nil }
        let family = unsafe (model ?? socket).pointee.sa_family
        // By offset (sin_addr, sin6_addr): an optimized build takes the names for those of NIO's own copy of the header.
        switch Int32(family) {
        case AF_INET:
            return unsafe .v4(UInt32(bigEndian: UnsafeRawPointer(socket).loadUnaligned(fromByteOffset: 4, as: UInt32.self)))
        case AF_INET6:
            return unsafe IPAddress(bytes: Array(UnsafeRawBufferPointer(start: UnsafeRawPointer(socket) + 8, count: 16)))
        default: return nil
        }
    }
}
