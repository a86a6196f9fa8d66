package import Logging
package import NIOCore
import NIOPosix
import NIOSSL
import SocketIOServer
package import Wire

/// The room server: pages, Socket.IO and rooms on one port and one event loop, with TLS and without.
package final class RoomServer: Sendable {
    /// What lives on the event loop.
    private struct Parts {
        let service: RoomService
        let server: SocketIOServer
        let pages: PageResponder
    }

    /// Where it listens.
    package let boundAddresses: [TransportAddress]
    /// Where people open the page: what the TV shows.
    package let senderURL: String
    /// SHA-256 of the certificate's DER in hexadecimal: what a TV that trusts `sha256:…` has to be told.
    package let certificateFingerprint: String

    private let eventLoop: any EventLoop
    private let parts: NIOLoopBound<Parts>
    private let listeners: [any Channel]
    private let connections: NIOLoopBound<OpenChannels>
    private let logger: Logger

    private init(
        _ eventLoop: any EventLoop,
        _ parts: NIOLoopBound<Parts>,
        _ listeners: [any Channel],
        _ connections: NIOLoopBound<OpenChannels>,
        _ senderURL: String,
        _ certificateFingerprint: String,
        _ logger: Logger
    ) {
        self.eventLoop = eventLoop
        self.parts = parts
        self.listeners = listeners
        self.connections = connections
        self.senderURL = senderURL
        self.certificateFingerprint = certificateFingerprint
        self.logger = logger
        boundAddresses = listeners.compactMap { $0.localAddress.flatMap(TransportAddress.init) }
    }

    /// Reads or makes key and certificate, listens, and serves from then on.
    ///
    /// - Throws: `StateDirectoryError`, `ServerCertificateError` or `RoomServerError`, each with what to do about it.
    package static func start(
        configuration: RoomServerConfiguration,
        on group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
        logger: Logger
    ) async throws -> RoomServer {
        let eventLoop = group.next()
        let directory = try StateDirectory(path: configuration.stateDirectory)
        let tickets = try RoomTickets(key: key(in: directory, logger: logger))
        let certificate = try certificate(for: configuration, in: directory, logger: logger)
        let tls = try NIOSSLContext(configuration: certificate.tlsConfiguration)
        logger.info("TLS certificate", metadata: ["sha256": "\(certificate.fingerprint)"])

        let (parts, connections) = try await eventLoop.submit {
            let pages = PageResponder(plainHTTP: configuration.plainHTTP, isSelfSigned: certificate.isSelfSigned)
            let rooms = Rooms(configuration: configuration.rooms, tickets: tickets)
            let service = RoomService(
                eventLoop: eventLoop,
                systems: configuration.systems,
                rooms: rooms,
                pages: pages,
                origins: AllowedOrigins(configuration),
                logger: logger
            )
            let settings = socketIOConfiguration(configuration)
            let server = SocketIOServer(eventLoop: eventLoop, configuration: settings, responder: pages, logger: logger)
            server.delegate = service
            server.webSockets = service
            return (
                NIOLoopBound(Parts(service: service, server: server, pages: pages), eventLoop: eventLoop),
                NIOLoopBound(OpenChannels(), eventLoop: eventLoop)
            )
        }.get()

        let bootstrap = ServerBootstrap(group: eventLoop)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    connections.value.add(channel)
                    let handler = FirstByteHandler(server: parts.value.server, tls: tls)
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
        var listeners: [any Channel] = []
        for address in configuration.listen { listeners.append(try await listen(bootstrap, at: address)) }
        let senderURL = await senderURL(for: configuration, at: listeners.first?.localAddress, on: eventLoop)
        try await eventLoop.submit { parts.value.service.setSenderURL(senderURL) }.get()
        logger.info(
            "room server listens",
            metadata: ["address": "\(listeners.compactMap(\.localAddress))", "url": "\(senderURL)"]
        )
        return RoomServer(eventLoop, parts, listeners, connections, senderURL, certificate.fingerprint, logger)
    }

    /// Serves until the task is cancelled, then shuts down.
    package func run() async {
        let (stream, continuation) = AsyncStream<Never>.makeStream()
        await withTaskCancellationHandler {
            for await _ in stream {}
        } onCancel: {
            continuation.finish()
        }
        await shutdown()
    }

    /// Stops listening and closes every connection without Socket.IO's own goodbye, so that TVs and pages come back to
    /// whoever listens next.
    package func shutdown() async {
        for listener in listeners { try? await listener.close() }
        let (parts, connections) = (parts, connections)
        let drained = eventLoop.flatSubmit { parts.value.server.drain(over: .zero) }
        try? await drained.get()
        let closed = eventLoop.flatSubmit {
            parts.value.service.stop()
            return connections.value.closeAll(on: connections.eventLoop)
        }
        try? await closed.get()
        logger.info("room server stopped")
    }

    package func statistics() async throws -> RoomServerStatistics {
        let parts = parts
        return try await eventLoop.submit {
            let rooms = parts.value.service.rooms
            return RoomServerStatistics(
                rooms: rooms.statistics,
                liveTVs: rooms.liveTVs,
                reservedCodes: rooms.reservedCodes,
                senders: rooms.senders
            )
        }.get()
    }
}
