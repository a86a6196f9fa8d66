import JSON
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import SocketIOCore
import SocketIOServer
import Wire

/// Our server on a port of its own, with the events that the tests and the Python peers use.
final class TestServer: Sendable {
    enum Event: Sendable, Equatable {
        case connected(auth: JSONValue?)
        case event(String)
        case disconnected(SocketIODisconnectReason)
    }

    let server: SocketIOServer
    let application: TestApplication
    let port: Int
    private let channel: any Channel

    static func start(
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
        port: Int = 0,
        tls: NIOSSLContext? = nil,
        responder: (any HTTPResponder & Sendable)? = nil,
        _ configure: (inout SocketIOServerConfiguration) -> Void = { _ in }
    ) async throws -> TestServer {
        var configuration = SocketIOServerConfiguration()
        // However long a busy machine takes from one step of an upgrade to the next.
        configuration.sessions = EngineIOServerConfiguration(upgradeTimeout: .seconds(60))
        configure(&configuration)
        let loop = group.next()
        let application = TestApplication()
        let server = SocketIOServer(
            eventLoop: loop,
            configuration: configuration,
            responder: responder ?? application,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        server.delegate = application
        let channel = try await ServerBootstrap(group: loop)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    try server.configure(channel, isSecure: tls != nil)
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
        return TestServer(server, application, channel)
    }

    private init(_ server: SocketIOServer, _ application: TestApplication, _ channel: any Channel) {
        self.server = server
        self.application = application
        self.channel = channel
        port = channel.localAddress?.port ?? 0
    }

    var events: Mailbox<Event> { application.events }

    func on<T: Sendable>(_ body: @escaping @Sendable (SocketIOServer) throws -> T) async throws -> T {
        try await server.eventLoop.submit { [server] in try body(server) }.get()
    }

    func stopListening() async throws {
        try await channel.close().get()
    }

    func stop() async throws {
        try? await channel.close().get()
        try await server.eventLoop.flatSubmit { [server] in server.drain(over: .zero) }.get()
    }
}

/// What the tests' server does. Confined to the server's event loop but for `events`.
final class TestApplication: SocketIOServerDelegate, HTTPResponder, @unchecked Sendable {
    let events = Mailbox<TestServer.Event>()
    var admission = SocketIOAdmission.accept
    var maximumBodyBytes: Int { 1000 }
    private var counts: [RandomID: Int64] = [:]

    func admit(_ request: SocketIOHandshakeRequest) -> SocketIOAdmission {
        request.origin == "https://evil.example" ? .forbid : admission
    }

    func socketConnected(_ socket: SocketIOSocket, auth: JSONValue?) {
        counts[socket.id] = 0
        events.post(.connected(auth: auth))
        socket.emit("welcome", [["auth": auth ?? .null]])
    }

    func socketDisconnected(_ socket: SocketIOSocket, reason: SocketIODisconnectReason) {
        counts[socket.id] = nil
        events.post(.disconnected(reason))
    }

    func socket(_ socket: SocketIOSocket, received event: SocketIOEvent, reply: SocketIOReply?) {
        switch event.name {
        case "echo": reply?(event.arguments)
        case "message": socket.emit("message-back", event.arguments, attachments: event.attachments)
        case "count": counts[socket.id, default: 0] += event.arguments.first?.integer ?? 0
        case "counted": reply?([.integer(counts[socket.id] ?? -1)])
        case "binary": reply?([.array(event.attachments.map { .integer(Int64($0.count)) })])
        case "ask me": socket.emit("question", event.arguments) { reply?($0 ?? []) }
        case "ask":
            socket.emit("question", event.arguments) { [events] in events.post(.event($0 == nil ? "unanswered" : "answered")) }
        case "throw me out": socket.disconnect()
        case "close": socket.close()
        case "flood":
            for _ in 0..<500 { socket.emit("flood", [.string(String(repeating: "x", count: 10_000))]) }
        default: events.post(.event(event.name))
        }
    }

    func answer(_ request: HTTPRequest) -> HTTPAnswer {
        switch request.path {
        case "/page": .now(HTTPResponse(status: .ok, contentType: "text/plain", body: "a page?\(request.query)"))
        case "/body": .now(HTTPResponse(status: .ok, body: request.body))
        case "/later":
            .later(MultiThreadedEventLoopGroup.singleton.next().makeSucceededFuture(HTTPResponse(status: .accepted)))
        case "/broken": .later(MultiThreadedEventLoopGroup.singleton.next().makeFailedFuture(CancellationError()))
        default: .now(HTTPResponse(status: .notFound))
        }
    }
}
