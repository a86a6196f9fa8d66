package import Logging
package import NIOCore
import NIOPosix
import SocketIOServer
package import Wire

/// The room server: pages, Socket.IO and rooms on one port and one event loop, with TLS and without.
package final class RoomServer: Sendable {
    /// What lives on the event loop.
    private struct Parts {
        let service: RoomService
        let server: SocketIOServer
        let operations: RoomOperations
        /// HTTP at the operating port, if there is one.
        let operating: SocketIOServer?
        /// Files that others renew.
        let watches: [FileWatch]
        let tls: ServerTLS
    }

    /// Where it listens.
    package let boundAddresses: [TransportAddress]
    /// Where the operating port listens, if there is one.
    package let operatingAddresses: [TransportAddress]
    /// Where people open the page: what the TV shows.
    package let senderURL: String
    /// SHA-256 of the certificate's DER in hexadecimal, as it was at the start: what a TV that trusts `sha256:…` has to be told.
    package let certificateFingerprint: String

    private let eventLoop: any EventLoop
    private let parts: NIOLoopBound<Parts>
    private let listeners: [any Channel]
    private let operators: [any Channel]
    private let connections: NIOLoopBound<OpenChannels>
    private let drain: RoomServerConfiguration.Drain
    private let logger: Logger

    private init(
        _ eventLoop: any EventLoop,
        _ parts: NIOLoopBound<Parts>,
        _ listeners: [any Channel],
        _ operators: [any Channel],
        _ connections: NIOLoopBound<OpenChannels>,
        _ senderURL: String,
        _ certificateFingerprint: String,
        _ drain: RoomServerConfiguration.Drain,
        _ logger: Logger
    ) {
        self.drain = drain
        self.eventLoop = eventLoop
        self.parts = parts
        self.listeners = listeners
        self.operators = operators
        self.connections = connections
        self.senderURL = senderURL
        self.certificateFingerprint = certificateFingerprint
        self.logger = logger
        operatingAddresses = operators.compactMap { $0.localAddress.flatMap(TransportAddress.init) }
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
        let token = try configuration.operating.map { try operatingToken(of: $0) }
        let tickets = try RoomTickets(key: key(of: configuration, in: directory, logger: logger))
        let node = newNode()
        let certificate = try certificate(for: configuration, in: directory, logger: logger)
        logger.info("TLS certificate", metadata: ["sha256": "\(certificate.fingerprint)"])

        let (parts, connections) = try await eventLoop.submit {
            let pages = PageResponder(plainHTTP: configuration.plainHTTP, isSelfSigned: certificate.isSelfSigned)
            let rooms = Rooms(
                configuration: configuration.rooms,
                tickets: tickets,
                directory: roomDirectory(for: configuration, node: node, tickets: tickets)
            )
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
            let tls = try ServerTLS(certificate)
            let relay = relayMonitor(of: configuration, service: service, on: eventLoop, logger: logger)
            pages.relay = relay
            pages.isDirectoryUp = { [weak service] in service?.rooms.directory.statistics?.isUp }
            relay?.start()
            let operations = RoomOperations(
                service: service,
                server: server,
                pages: pages,
                relay: relay,
                tls: tls,
                pace: configuration.drain
            )
            let parts = Parts(
                service: service,
                server: server,
                operations: operations,
                operating: token.map { operatingServer(operations, token: $0, on: eventLoop, logger: logger) },
                watches: [
                    certificateWatch(of: configuration, tls: tls, on: eventLoop, logger: logger),
                    secretWatch(of: configuration, service: service, relay: relay, on: eventLoop, logger: logger),
                ].compactMap(\.self),
                tls: tls
            )
            return (
                NIOLoopBound(parts, eventLoop: eventLoop), NIOLoopBound(OpenChannels(), eventLoop: eventLoop)
            )
        }.get()

        /// Listens for one of the two servers.
        func listen(
            at addresses: [RoomServerConfiguration.Listen],
            for server: @escaping @Sendable (Parts) -> SocketIOServer
        ) async throws(RoomServerError) -> [any Channel] {
            let bootstrap = ServerBootstrap(group: eventLoop)
                .serverChannelOption(.backlog, value: 1024)
                // Of a turn of the loop, which lasts as long as what a thousand clients have to say: with NIO's 4, a newcomer
                // waited seconds behind a flood.
                .serverChannelOption(.maxMessagesPerRead, value: 64)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        connections.value.add(channel)
                        let handler = FirstByteHandler(server: server(parts.value), tls: parts.value.tls)
                        try channel.pipeline.syncOperations.addHandler(handler)
                    }
                }
            var listeners: [any Channel] = []
            for address in addresses { listeners.append(try await RoomServer.listen(bootstrap, at: address)) }
            return listeners
        }
        let listeners = try await listen(at: configuration.listen) { $0.server }
        let operators = try await listen(at: configuration.operating?.listen ?? []) { $0.operating ?? $0.server }
        let senderURL = await senderURL(for: configuration, at: listeners.first?.localAddress, on: eventLoop)
        try await eventLoop.submit {
            parts.value.service.setSenderURL(senderURL)
            try share(parts.value.service, by: configuration, node: node, on: eventLoop, logger: logger)
        }.get()
        logger.info(
            "room server listens",
            metadata: ["address": "\(listeners.compactMap(\.localAddress))", "url": "\(senderURL)"]
        )
        return RoomServer(
            eventLoop,
            parts,
            listeners,
            operators,
            connections,
            senderURL,
            certificate.fingerprint,
            configuration.drain,
            logger
        )
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

    /// Drains and stops. From the first moment on new sessions are refused (503, and `/readyz` says so), while negotiations
    /// under way may end; then every connection is closed without Socket.IO's own goodbye, so that TVs and pages come back
    /// to whoever listens next, and not all in one moment. Nothing takes longer than `RoomServerConfiguration.Drain` says.
    package func shutdown() async {
        let (parts, connections) = (parts, connections)
        let refusing = eventLoop.submit {
            parts.value.operations.refuseNewSessions()
            return parts.value.server.sessionCount
        }
        let sessions = (try? await refusing.get()) ?? 0
        logger.notice("room server is stopping", metadata: ["connections": "\(sessions)"])
        await waitForNegotiations()
        let drained = eventLoop.flatSubmit {
            parts.value.server.drain(over: parts.value.operations.duration)
        }
        try? await drained.get()
        try? await eventLoop.flatSubmit { parts.value.service.leaveOthers() }.get()
        for listener in listeners + operators { try? await listener.close() }
        let closed = eventLoop.flatSubmit {
            for watch in parts.value.watches { watch.stop() }
            parts.value.operations.relay?.stop()
            parts.value.service.stop()
            return connections.value.closeAll(on: connections.eventLoop)
        }
        try? await closed.get()
        logger.info("room server stopped")
    }

    /// Until nobody has handed over an offer, an answer or a candidate for a moment, nobody is left, or patience is at its end.
    private func waitForNegotiations() async {
        let (parts, drain) = (parts, drain)
        let end = ContinuousClock.now + drain.patience
        while ContinuousClock.now < end {
            let isDone = try? await eventLoop.submit {
                parts.value.server.sessionCount == 0 || parts.value.service.isQuiet(for: drain.quiet)
            }.get()
            if isDone != false { return }
            try? await eventLoop.scheduleTask(in: .milliseconds(50)) {}.futureResult.get()
        }
    }

    package func statistics() async throws -> RoomServerStatistics {
        let parts = parts
        return try await eventLoop.submit {
            let rooms = parts.value.service.rooms
            return RoomServerStatistics(
                rooms: rooms.statistics,
                liveTVs: rooms.liveTVs,
                reservedCodes: rooms.reservedCodes,
                senders: rooms.senders,
                directory: rooms.directory.statistics
            )
        }.get()
    }
}
