import JSON
import SocketIOClient
import SocketIOConformance
import SocketIOCore
import SocketIOServer
import Testing

/// A second opinion: python-socketio as client of our server, and as server of our client.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct PythonInteropTests {
    @Test(arguments: ["polling", "websocket", "upgrade"])
    func servesTheStockPythonClient(mode: String) async throws {
        let server = try await TestServer.start()
        let peer = try PythonPeer("socketio_client", ["http://127.0.0.1:\(server.port)", mode])
        #expect(try await peer.exitStatus() == 0)
        var last: JSONValue = .null
        while let line = try await peer.lines.next() { last = try JSONValue(parsing: line) }
        #expect(last == ["done": true])
        #expect(try await server.on { $0.statistics.upgrades } == (mode == "upgrade" ? 1 : 0))
        try await server.stop()
    }

    @Test(arguments: ["polling", "websocket", "upgrade"])
    func servesTheStockPythonClientOfSocketIO2(mode: String) async throws {
        let server = try await TestServer.start()
        let peer = try PythonPeer("socketio_client", ["http://127.0.0.1:\(server.port)", mode], generation: .socketIO2)
        #expect(try await peer.exitStatus() == 0)
        #expect(try await server.on { $0.statistics.upgrades } == (mode == "upgrade" ? 1 : 0))
        try await server.stop()
    }

    @Test(arguments: ["polling", "websocket", "upgrade"])
    func servesTheStockPythonClientOverTheSuitesCases(mode: String) async throws {
        let test = try await ConformanceCase(.socket, timing: .unhurried)
        let url = "http://127.0.0.1:\(test.server.port)"
        let peer = try PythonPeer("socketio_conformance", [url, mode])
        #expect(try await peer.exitStatus() == 0)
        try await test.stop()
    }

    private func port(of peer: PythonPeer) async throws -> Int64 {
        let line = try #require(try await peer.lines.next())
        return try #require(try JSONValue(parsing: line)["port"]?.integer)
    }

    @Test(arguments: ["both", "polling"])
    func talksToThePythonServer(mode: String) async throws {
        let peer = try PythonPeer("socketio_server", [mode])
        let url = "ws://127.0.0.1:\(try await port(of: peer))"
        let client = try TestClient([url]) { $0.auth = ["token": "péage"] }
        #expect(try await client.next() == .connected(hasID: true))
        #expect(try await client.next() == .event("welcome", [["auth": ["token": "péage"]]]))
        let text = JSONValue.string("grüße 😀 " + String(repeating: "x", count: 40_000))
        #expect(try await client.ask("echo", text) == [text])
        for number in Int64(0)..<200 { try await client.emit("count", .integer(number)) }
        #expect(try await client.ask("counted") == [.integer(199 * 100)])
        try await client.emit("ask me", 41)
        #expect(try await client.next() == .event("answered", [42]))
        try await client.emit("throw me out")
        #expect(try await client.next() == .disconnected(.serverDisconnect))
        #expect(try await client.next() == .connected(hasID: true))
        try await client.stop()
    }

    @Test func reportsARefusalAndTriesAgain() async throws {
        let peer = try PythonPeer("socketio_server", ["refusing"])
        let client = try TestClient(["ws://127.0.0.1:\(try await port(of: peer))"]) { $0.auth = ["token": "wrong"] }
        #expect(try await client.failure() == .rejected(message: "go away"))
        #expect(try await client.failure() == .rejected(message: "go away"))
        try await client.stop()
    }
}
