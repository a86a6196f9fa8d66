package import Logging
package import NIOCore
import NIOPosix
package import Wire

/// One UDP socket for each local address, all on one event loop. Everything but `open` belongs to that loop.
package final class UDPTransport {
    /// 32 datagrams of 2 KiB in one system call: NIO splits one receive buffer over the messages of a `recvmmsg`.
    private static let messagesPerRead = 32
    private static let bytesPerMessage = 2048
    /// A key frame comes as a burst of some hundred packets; the kernel caps this at `net.core.rmem_max`.
    private static let receiveBufferBytes: CInt = 4 << 20

    private var sockets: [TransportAddress: (socket: DatagramSocket, channel: any Channel)]
    /// Datagrams that the kernel did not take: no route, no buffer, an interface that is down.
    package private(set) var unsentDatagrams = 0

    /// The bound addresses, in the order of the addresses asked for.
    package private(set) var localAddresses: [TransportAddress]

    private init(_ bound: [(TransportAddress, DatagramSocket, any Channel)]) {
        localAddresses = bound.map(\.0)
        sockets = Dictionary(bound.map { ($0.0, ($0.1, $0.2)) }) { first, _ in first }
    }

    /// Binds a port of the system's choice at each address. An address that cannot be bound (an interface that just went
    /// away) is logged and left out.
    ///
    /// - Parameter receive: called on `loop` for each datagram, in order of arrival.
    package static func open(
        at addresses: [IPAddress],
        on loop: any EventLoop,
        logger: Logger,
        receive: @escaping @Sendable (ReceivedDatagram) -> Void
    ) async throws -> NIOLoopBoundBox<UDPTransport> {
        var bound: [(TransportAddress, DatagramSocket, any Channel)] = []
        for address in addresses {
            do {
                let (socket, channel) = try await bind(address, on: loop, receive: receive)
                guard let port = channel.localAddress?.port.flatMap(UInt16.init(exactly:)) else { continue }
                bound.append((TransportAddress(address, port), socket, channel))
            } catch {
                logger.warning("no socket at a local address", metadata: ["address": "\(address)", "error": "\(error)"])
            }
        }
        let opened = bound
        return try await loop.submit { NIOLoopBoundBox(UDPTransport(opened), eventLoop: loop) }.get()
    }

    private static func bind(
        _ address: IPAddress,
        on loop: any EventLoop,
        receive: @escaping @Sendable (ReceivedDatagram) -> Void
    ) async throws -> (DatagramSocket, any Channel) {
        let socket = try DatagramSocket(boundTo: address, receiveBufferBytes: receiveBufferBytes)
        // From here on the channel owns the descriptor, also if it cannot be set up.
        let channel = try await DatagramBootstrap(group: loop)
            .channelOption(.datagramVectorReadMessageCount, value: messagesPerRead)
            .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: messagesPerRead * bytesPerMessage))
            .channelOption(.maxMessagesPerRead, value: 4)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(DatagramHandler(local: address, receive: receive))
                }
            }
            .withBoundSocket(socket.descriptor).get()
        return (socket, channel)
    }

    /// Sends a datagram. Without a socket at `local`, or a way to `remote`, it is lost.
    package func send(_ bytes: [UInt8], from local: TransportAddress, to remote: TransportAddress) {
        guard let (socket, channel) = sockets[local], channel.isActive else { return }
        if !socket.send(bytes, to: remote) { unsentDatagrams += 1 }
    }

    /// Takes over the sockets of another transport of the same loop.
    package func absorb(_ other: UDPTransport) {
        localAddresses += other.localAddresses
        sockets.merge(other.sockets) { mine, _ in mine }
        other.sockets = [:]
        other.localAddresses = []
    }

    /// Closes the socket at one address.
    package func close(_ local: TransportAddress) {
        localAddresses.removeAll { $0 == local }
        sockets.removeValue(forKey: local)?.channel.close(promise: nil)
    }

    /// Closes all sockets.
    package func close() {
        for (_, channel) in sockets.values { channel.close(promise: nil) }
        sockets = [:]
        localAddresses = []
    }
}
