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
    private static let receiveBufferBytes = 4 << 20

    private let channels: [TransportAddress: any Channel]
    private var unflushed: Set<TransportAddress> = []
    private var book = AddressBook()

    /// The bound addresses, in the order of the addresses asked for.
    package let localAddresses: [TransportAddress]

    private init(_ bound: [(TransportAddress, any Channel)]) {
        localAddresses = bound.map(\.0)
        channels = Dictionary(bound) { first, _ in first }
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
        var bound: [(TransportAddress, any Channel)] = []
        for address in addresses {
            do {
                let channel = try await bind(address, on: loop, receive: receive)
                guard let port = channel.localAddress?.port.flatMap(UInt16.init(exactly:)) else { continue }
                bound.append((TransportAddress(address, port), channel))
            } catch {
                logger.warning("no socket at a local address", metadata: ["address": "\(address)", "error": "\(error)"])
            }
        }
        let sockets = bound
        return try await loop.submit { NIOLoopBoundBox(UDPTransport(sockets), eventLoop: loop) }.get()
    }

    private static func bind(
        _ address: IPAddress,
        on loop: any EventLoop,
        receive: @escaping @Sendable (ReceivedDatagram) -> Void
    ) async throws -> any Channel {
        let socket = try SocketAddress(packedIPAddress: ByteBuffer(bytes: address.bytes), port: 0)
        return try await DatagramBootstrap(group: loop)
            .channelOption(.datagramVectorReadMessageCount, value: messagesPerRead)
            .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: messagesPerRead * bytesPerMessage))
            .channelOption(.maxMessagesPerRead, value: 4)
            .channelOption(.socketOption(.so_rcvbuf), value: SocketOptionValue(receiveBufferBytes))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(DatagramHandler(local: address, receive: receive))
                }
            }
            .bind(to: socket).get()
    }

    /// Queues a datagram; `flush` hands it to the kernel. Without a socket at `local` nothing is sent.
    package func send(_ bytes: [UInt8], from local: TransportAddress, to remote: TransportAddress) {
        guard let channel = channels[local], let socket = book.socketAddress(of: remote) else { return }
        channel.write(AddressedEnvelope(remoteAddress: socket, data: ByteBuffer(bytes: bytes)), promise: nil)
        unflushed.insert(local)
    }

    package func flush() {
        for local in unflushed { channels[local]?.flush() }
        unflushed.removeAll(keepingCapacity: true)
    }

    /// Sends what is queued and closes the sockets.
    package func close() {
        flush()
        for channel in channels.values { channel.close(promise: nil) }
    }
}
