package import Logging
package import NIOCore
import NIOPosix
import NIOSSL
package import Wire

/// TCP and TLS connections to TURN servers, all on one event loop, which everything but `init` belongs to.
package final class ServerStreams {
    package enum Event: Sendable {
        case opened
        /// `arrival` is when the socket was read.
        case received(ByteBuffer, arrival: MonotonicTime)
        /// It could not be made, or is gone; nothing follows.
        case closed
    }

    private static let connectTimeout = TimeAmount.seconds(5)

    private let loop: any EventLoop
    private let trust: TLSTrust
    private let logger: Logger
    private let onEvent: @Sendable (Int, Event) -> Void
    /// `nil` while it is being made.
    private var channels: [Int: (any Channel)?] = [:]
    private var unflushed: Set<Int> = []

    /// - Parameter onEvent: called on `loop` with the number of the connection.
    package init(
        loop: any EventLoop,
        trust: TLSTrust,
        logger: Logger,
        onEvent: @escaping @Sendable (Int, Event) -> Void
    ) {
        self.loop = loop
        self.trust = trust
        self.logger = logger
        self.onEvent = onEvent
    }

    /// Begins to connect; `opened` or `closed` follows.
    ///
    /// - Parameter tlsName: the name the server's certificate has to have; without one there is no TLS.
    package func connect(_ number: Int, to server: TransportAddress, tlsName: String?) {
        channels[number] = .some(nil)
        let opened = open(number, server, tlsName: tlsName)
        let bound = NIOLoopBound(self, eventLoop: loop)
        opened.whenComplete { result in bound.value.finished(number, result, server) }
    }

    /// Queues bytes; `flush` hands them to the kernel. A connection that takes nothing any more loses them, as UDP would.
    package func send(_ bytes: [UInt8], on number: Int) {
        guard let channel = channels[number] ?? nil, channel.isWritable else { return }
        channel.write(ByteBuffer(bytes: bytes), promise: nil)
        unflushed.insert(number)
    }

    package func flush() {
        for number in unflushed { (channels[number] ?? nil)?.flush() }
        unflushed.removeAll(keepingCapacity: true)
    }

    /// Sends what is queued and closes; nothing more is heard of it.
    package func disconnect(_ number: Int) {
        flush()
        guard let channel = channels.removeValue(forKey: number) else { return }
        channel?.close(promise: nil)
    }

    package func close() {
        for number in channels.keys { disconnect(number) }
    }

    private func open(_ number: Int, _ server: TransportAddress, tlsName: String?) -> EventLoopFuture<any Channel> {
        let (loop, onEvent, trust) = (loop, onEvent, trust)
        let bound = NIOLoopBound(self, eventLoop: loop)
        let context: EventLoopFuture<NIOSSLContext?> =
            tlsName == nil
            ? loop.makeSucceededFuture(nil)
            : NIOThreadPool.singleton.runIfActive(eventLoop: loop) { try trust.context() }
        return context.flatMapThrowing { context in
            (try SocketAddress(packedIPAddress: ByteBuffer(bytes: server.ip.bytes), port: Int(server.port)), context)
        }.flatMap { address, context in
            ClientBootstrap(group: loop)
                .connectTimeout(ServerStreams.connectTimeout)
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        if let context, let tlsName {
                            let handler = try trust.handler(context, server: tlsName, isAddress: IPAddress(tlsName) != nil)
                            try channel.pipeline.syncOperations.addHandler(handler)
                        }
                        let handler = ServerStreamHandler(
                            receive: { onEvent(number, .received($0, arrival: NIODeadline.now().monotonicTime)) },
                            closed: { bound.value.closed(number, $0) }
                        )
                        try channel.pipeline.syncOperations.addHandler(handler)
                    }
                }
                .connect(to: address)
        }
    }

    private func finished(_ number: Int, _ result: Result<any Channel, any Error>, _ server: TransportAddress) {
        switch result {
        case .success(let channel):
            guard channels[number] != nil else { return channel.close(promise: nil) }
            channels[number] = channel
            onEvent(number, .opened)
        case .failure(let error):
            logger.info("no connection to a TURN server", metadata: ["server": "\(server)", "error": "\(error)"])
            closed(number, nil)
        }
    }

    private func closed(_ number: Int, _ error: (any Error)?) {
        guard channels.removeValue(forKey: number) != nil else { return }
        if let error { logger.info("a connection to a TURN server broke", metadata: ["error": "\(error)"]) }
        onEvent(number, .closed)
    }
}
