import Logging
import SocketIOConformance
import SocketIOCore
import Wire

/// What the cases of the public suites share: a server of theirs, and sessions opened by hand on it.
struct ConformanceCase: Sendable {
    /// Engine.IO or Socket.IO.
    enum Layer: String, Sendable, CaseIterable {
        case engine = "/engine.io/"
        case socket = "/socket.io/"
    }

    let server: ConformanceServer
    let layer: Layer

    /// The suites' short heartbeat is for the cases about heartbeats: on a busy machine it would end the others.
    init(_ layer: Layer, timing: ConformanceServer.Timing? = nil) async throws {
        let patient = ConformanceServer.Timing(
            pingInterval: .seconds(60),
            pingTimeout: .seconds(60),
            connectTimeout: .seconds(60)
        )
        self.layer = layer
        server = try await ConformanceServer.start(
            port: 0,
            timing: timing ?? patient,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    var http: RawHTTP { RawHTTP(port: server.port) }

    func webSocket(_ query: String = "EIO=4&transport=websocket") async throws -> RawWebSocket {
        try await RawWebSocket.connect(port: server.port, uri: "\(layer.rawValue)?\(query)")
    }

    /// A WebSocket that has taken the open packet.
    func openedWebSocket() async throws -> RawWebSocket {
        let socket = try await webSocket()
        _ = try EngineIOHandshake(parsing: String(try await socket.text().dropFirst()))
        return socket
    }

    /// A WebSocket that has joined `/` and taken `auth`.
    func joinedWebSocket() async throws -> RawWebSocket {
        let socket = try await openedWebSocket()
        socket.send("40")
        _ = try await socket.text()
        _ = try await socket.text()
        return socket
    }

    func openedPolling() async throws -> ConformancePolling {
        let opened = try await http.get("\(layer.rawValue)?EIO=4&transport=polling")
        let handshake = try EngineIOHandshake(parsing: String(opened.body.dropFirst()))
        return ConformancePolling(http: http, path: layer.rawValue, sid: handshake.sid.exposed)
    }

    func stop() async throws { try await server.stop() }
}

/// A polling session of a conformance case.
struct ConformancePolling: Sendable {
    let http: RawHTTP
    let path: String
    let sid: String

    private var uri: String { "\(path)?EIO=4&transport=polling&sid=\(sid)" }

    func poll() async throws -> RawHTTP.Response { try await http.get(uri) }

    func post(_ body: String) async throws -> RawHTTP.Response { try await http.post(uri, body) }
}
