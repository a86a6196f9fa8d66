import NIOCore
import NIOPosix
import Wire

/// Which of this machine's addresses people in the same network can type.
enum LANAddress {
    /// The address that packets to the world leave from, if there is a way out; otherwise the best of the interfaces'.
    static func find(on eventLoop: any EventLoop) async -> IPAddress? {
        // Connecting a datagram socket sends nothing, but the kernel picks a route and with it the address. The target is
        // one of RFC 5737's.
        let probe = try? await DatagramBootstrap(group: eventLoop).connect(host: "192.0.2.1", port: 9).get()
        let routed = probe?.localAddress?.ipAddress.flatMap { IPAddress($0)?.unmapped }
        try? await probe?.close()
        if let routed, isWorthTyping(routed) { return routed }
        return choose(from: interfaces())
    }

    /// Every address of this machine.
    static func interfaces() -> [(name: String, address: IPAddress)] {
        let devices = (try? System.enumerateDevices()) ?? []
        return devices.compactMap { device in
            guard let address = device.address?.ipAddress.flatMap({ IPAddress($0) }) else { return nil }
            return (device.name, address)
        }
    }

    /// A private IPv4 address of a real interface before another IPv4 address before an IPv6 address.
    static func choose(from interfaces: [(name: String, address: IPAddress)]) -> IPAddress? {
        let candidates = interfaces.filter { isWorthTyping($0.address) }
        let real = candidates.filter { interface in !virtual.contains { interface.name.hasPrefix($0) } }
        return [real, candidates].lazy.compactMap { list in
            list.first { isPrivate($0.address) } ?? list.first { $0.address.isV4 } ?? list.first
        }.first?.address
    }

    /// Bridges and tunnels of container and virtual machine software: their networks end at this machine.
    private static let virtual = ["docker", "br-", "veth", "virbr", "cni", "flannel", "lxc", "vmnet", "vboxnet"]

    private static func isWorthTyping(_ address: IPAddress) -> Bool {
        !address.isLoopback && !address.isLinkLocal && !address.isUnspecified && !address.isMulticastOrBroadcast
    }

    /// RFC 1918.
    private static func isPrivate(_ address: IPAddress) -> Bool {
        guard case .v4(let value) = address else { return false }
        return value >> 24 == 10 || value >> 20 == 0xAC1 || value >> 16 == 0xC0A8
    }
}
