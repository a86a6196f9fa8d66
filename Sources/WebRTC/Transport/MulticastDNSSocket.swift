import Glibc
package import Logging
package import NIOCore
import NIOPosix
import Wire

/// Port 5353 on every interface, shared with whatever else answers multicast DNS on this machine (RFC 6762 §15.1).
///
/// One socket for each interface and family, joined to the group there and nowhere else. Where there is no multicast there is no
/// socket, and that is no error. Everything but `open` belongs to the loop.
package final class MulticastDNSSocket {
    private static let port = 5353
    /// RFC 6762 §3.
    private static let groups = (v4: "224.0.0.251", v6: "ff02::fb")
    /// Linux's numbers; the C library gives them to programs as macros of other types.
    private static let addMembership = NIOBSDSocket.Option(rawValue: CInt(IP_ADD_MEMBERSHIP))
    private static let joinGroup = NIOBSDSocket.Option(rawValue: CInt(IPV6_JOIN_GROUP))
    private static let reusePort = NIOBSDSocket.Option(rawValue: SO_REUSEPORT)
    /// Deliver only what was sent to groups that this very socket has joined.
    private static let multicastAll = NIOBSDSocket.Option(rawValue: 49)
    private static let multicastAll6 = NIOBSDSocket.Option(rawValue: 29)

    private let channels: [(channel: any Channel, group: SocketAddress)]

    private init(_ channels: [(any Channel, SocketAddress)]) {
        self.channels = channels.map { ($0.0, $0.1) }
    }

    /// Whether nothing can be asked, because no interface has multicast.
    package var isEmpty: Bool { channels.isEmpty }

    /// Opens what can be opened.
    ///
    /// - Parameters:
    ///   - interfaces: several addresses of one interface share a socket.
    ///   - receive: called on `loop` for each datagram that came from port 5353.
    package static func open(
        on interfaces: [NetworkInterface],
        loop: any EventLoop,
        logger: Logger,
        receive: @escaping @Sendable (ReceivedDatagram) -> Void
    ) async throws -> NIOLoopBoundBox<MulticastDNSSocket> {
        var opened: [(any Channel, SocketAddress)] = []
        var seen: Set<String> = []
        for interface in interfaces where seen.insert("\(interface.index) \(interface.address.isV4)").inserted {
            do {
                opened.append(try await bind(interface, loop: loop, receive: receive))
            } catch {
                let metadata: Logger.Metadata = ["interface": "\(interface.name)", "error": "\(error)"]
                logger.debug("no multicast DNS on an interface", metadata: metadata)
            }
        }
        let channels = opened
        return try await loop.submit { NIOLoopBoundBox(MulticastDNSSocket(channels), eventLoop: loop) }.get()
    }

    /// Sends to the group on every interface.
    package func send(_ bytes: [UInt8]) {
        for (channel, group) in channels {
            channel.writeAndFlush(AddressedEnvelope(remoteAddress: group, data: ByteBuffer(bytes: bytes)), promise: nil)
        }
    }

    package func close() {
        for (channel, _) in channels { channel.close(promise: nil) }
    }

    private static func bind(
        _ interface: NetworkInterface,
        loop: any EventLoop,
        receive: @escaping @Sendable (ReceivedDatagram) -> Void
    ) async throws -> (any Channel, SocketAddress) {
        let isV4 = interface.address.isV4
        let group = try SocketAddress(ipAddress: isV4 ? groups.v4 : groups.v6, port: port)
        let bootstrap = DatagramBootstrap(group: loop)
            .channelOption(.socketOption(.so_reuseaddr), value: 1)
            .channelOption(.socketOption(reusePort), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = DatagramHandler(local: interface.address) { datagram in
                        // RFC 6762 §6: answers come from that port; anything else is not multicast DNS.
                        if datagram.remote.port == port { receive(datagram) }
                    }
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
        let channel =
            isV4
            ? try await bootstrap.bind(host: "0.0.0.0", port: port).get()
            : try await bootstrap.channelOption(.socket(SocketOptionLevel(IPPROTO_IPV6), IPV6_V6ONLY), value: 1)
                .bind(host: "::", port: port).get()
        do {
            try await configure(channel, for: interface)
        } catch {
            channel.close(promise: nil)
            throw error
        }
        return (channel, group)
    }

    private static func configure(_ channel: any Channel, for interface: NetworkInterface) async throws {
        guard let options = channel as? any SocketOptionProvider else { throw ChannelError.operationUnsupported }
        let index = interface.index
        if case .v4(let address) = interface.address {
            // The address is what queries come from: neighbours answer neighbours only.
            let membership = IPv4Membership(address: address.bigEndian, index: index)
            try await options.unsafeSetSocketOption(level: .ip, name: multicastAll, value: 0 as CInt).get()
            try await options.unsafeSetSocketOption(level: .ip, name: addMembership, value: membership).get()
            try await options.unsafeSetSocketOption(level: .ip, name: .ip_multicast_if, value: membership).get()
            try await options.setIPMulticastTTL(255).get()
        } else {
            let membership = IPv6Membership(index: index)
            try await options.unsafeSetSocketOption(level: .ipv6, name: multicastAll6, value: 0 as CInt).get()
            try await options.unsafeSetSocketOption(level: .ipv6, name: joinGroup, value: membership).get()
            try await options.setIPv6MulticastIF(index).get()
            try await options.setIPv6MulticastHops(255).get()
        }
    }
}

/// `struct ip_mreqn` of `ip(7)` for 224.0.0.251.
private struct IPv4Membership: Sendable {
    let group = UInt32(0xE000_00FB).bigEndian
    let address: UInt32
    let index: UInt32
}

/// `struct ipv6_mreq` of `ipv6(7)` for ff02::fb.
private struct IPv6Membership: Sendable {
    let group = (UInt32(0xFF02_0000).bigEndian, UInt32.zero, UInt32.zero, UInt32(0xFB).bigEndian)
    let index: UInt32
}
