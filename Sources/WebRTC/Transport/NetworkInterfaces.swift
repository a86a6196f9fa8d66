import NIOCore
package import Wire

/// The addresses this machine can be reached at.
package enum NetworkInterfaces {
    /// Addresses worth a host candidate, each once: everything but loopback, or loopback alone on a machine that has
    /// nothing else. IPv6 link-local addresses are left out, because a candidate cannot carry their zone (RFC 8445 §5.1.1.1).
    package static func hostAddresses() -> [IPAddress] {
        let all = addresses()
        let routable = all.filter { !$0.isLoopback && !($0.isLinkLocal && !$0.isV4) }
        return routable.isEmpty ? all.filter(\.isLoopback) : routable
    }

    /// Every address of every interface, in the system's order.
    package static func addresses() -> [IPAddress] {
        guard let devices = try? System.enumerateDevices() else { return [] }
        var seen: Set<IPAddress> = []
        return devices.compactMap { device in
            guard let text = device.address?.ipAddress, let address = IPAddress(text), seen.insert(address).inserted else {
                return nil
            }
            return address
        }
    }
}
