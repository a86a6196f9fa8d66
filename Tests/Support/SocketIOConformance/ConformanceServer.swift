import JSON
package import Logging
package import NIOCore
import NIOPosix
import SocketIOCore
package import SocketIOServer

/// Our server as the public protocol suites of Engine.IO 4 and Socket.IO 5 expect it.
///
/// Bare Engine.IO at `/engine.io/` echoes. Socket.IO at `/socket.io/` has the namespaces `/` and `/custom`, emits `auth` with
/// what CONNECT carried (`{}` if nothing) a moment later, answers `message` with `message-back` and acknowledges
/// `message-with-ack`, each with the same arguments.
package final class ConformanceServer: Sendable {
    package struct Timing: Sendable {
        /// The suites' own: short, because they wait for it.
        package static let suites = Timing(pingInterval: .milliseconds(300), pingTimeout: .milliseconds(200))

        /// As many heartbeats, for clients on a busy machine.
        package static let unhurried = Timing(
            pingInterval: .milliseconds(300),
            pingTimeout: .seconds(20),
            connectTimeout: .seconds(20)
        )

        package var pingInterval: Duration
        package var pingTimeout: Duration
        package var connectTimeout: Duration

        package init(pingInterval: Duration, pingTimeout: Duration, connectTimeout: Duration = .seconds(1)) {
            self.pingInterval = pingInterval
            self.pingTimeout = pingTimeout
            self.connectTimeout = connectTimeout
        }
    }

    package let server: SocketIOServer
    private let application: Application
    private let channels: [any Channel]

    /// Listens on this machine's loopback addresses; `port` 0 takes a free one.
    package static func start(
        port: Int,
        timing: Timing = .suites,
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
        logger: Logger
    ) async throws -> ConformanceServer {
        var configuration = SocketIOServerConfiguration()
        configuration.barePath = "/engine.io/"
        configuration.namespaces = [SocketIOPacket.root, "/custom"]
        configuration.cors = .any
        configuration.sessions = EngineIOServerConfiguration(
            pingInterval: timing.pingInterval,
            pingTimeout: timing.pingTimeout,
            connectTimeout: timing.connectTimeout,
            maxPayload: 1_000_000
        )
        let loop = group.next()
        let application = Application(loop)
        let server = SocketIOServer(eventLoop: loop, configuration: configuration, logger: logger)
        server.delegate = application
        let bootstrap = ServerBootstrap(group: loop)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try server.configure(channel, isSecure: false) }
            }
        let first = try await bootstrap.bind(host: "127.0.0.1", port: port).get()
        // The suites say `localhost`, which may mean either; not every machine has IPv6.
        let second = try? await bootstrap.bind(host: "::1", port: first.localAddress?.port ?? port).get()
        return ConformanceServer(server, application, [first, second].compactMap(\.self))
    }

    private init(_ server: SocketIOServer, _ application: Application, _ channels: [any Channel]) {
        self.server = server
        self.application = application
        self.channels = channels
    }

    package var port: Int { channels.first?.localAddress?.port ?? 0 }

    package func stop() async throws {
        for channel in channels { try? await channel.close().get() }
        try await server.eventLoop.flatSubmit { [server] in server.drain(over: .zero) }.get()
    }

    private final class Application: SocketIOServerDelegate, Sendable {
        /// The suites listen for one message at a time: where a library hands over at once what came at once, they never hear of an
        /// event that comes with the answer to CONNECT.
        private static let pause = TimeAmount.milliseconds(20)

        private let loop: any EventLoop

        init(_ loop: any EventLoop) { self.loop = loop }

        func received(_ message: WebSocketMessageAssembler.Message, from client: EngineIOClient) {
            client.send(message)
        }

        func socketConnected(_ socket: SocketIOSocket, auth: JSONValue?) {
            loop.assumeIsolated().scheduleTask(in: Self.pause) { socket.emit("auth", [auth ?? [:]]) }
        }

        func socket(_ socket: SocketIOSocket, received event: SocketIOEvent, reply: SocketIOReply?) {
            switch event.name {
            case "message": socket.emit("message-back", event.arguments, attachments: event.attachments)
            case "message-with-ack": reply?(event.arguments, attachments: event.attachments)
            default: break
            }
        }

        func socketDisconnected(_ socket: SocketIOSocket, reason: SocketIODisconnectReason) {}
    }
}
