import NIOHTTP1
import NIOWebSocket
import SocketIOCore
import SocketIOServer
import Testing
import Wire

/// Plain WebSockets are under the limits of Socket.IO's sessions.
struct PlainWebSocketLimitTests {
    private let polling = "/socket.io/?EIO=4&transport=polling"

    private func start(
        _ configure: (inout SocketIOServerConfiguration) -> Void
    ) async throws -> (server: TestServer, application: PlainApplication) {
        let server = try await TestServer.start { configure(&$0) }
        let application = PlainApplication()
        try await server.on { $0.webSockets = application }
        return (server, application)
    }

    @Test func countsForTheSessionsOfANetwork() async throws {
        let (server, application) = try await start { $0.limits.sessions = 2 }
        let first = try await RawWebSocket.connect(port: server.port, uri: "/plain")
        _ = try await RawWebSocket.joined(server)
        await #expect(throws: RawWebSocket.Refused(status: 429)) {
            _ = try await RawWebSocket.connect(port: server.port, uri: "/plain")
        }
        #expect(try await RawHTTP(server).get(polling).status == 429)
        first.close()
        _ = try await application.events.first { $0 == "closed" }
        #expect(try await RawHTTP(server).get(polling).status == 200)
        #expect(try await RawHTTP(server).get(polling).status == 429)
        try await server.stop()
    }

    @Test func countsNoneThatWasExempted() async throws {
        let (server, application) = try await start { $0.limits.sessions = 1 }
        let first = try await RawWebSocket.connect(port: server.port, uri: "/plain")
        first.send("exempt")
        _ = try await application.events.first { $0 == "exempt" }
        let second = try await RawWebSocket.connect(port: server.port, uri: "/plain")
        // It is not given back a second time.
        first.close()
        _ = try await application.events.first { $0 == "closed" }
        #expect(try await RawHTTP(server).get(polling).status == 429)
        second.close()
        try await server.stop()
    }

    @Test(arguments: [true, false])
    func endsOneThatSaysTooMuch(isText: Bool) async throws {
        let (server, application) = try await start {
            $0.limits.messages = RateLimiter.Rate(burst: 10, interval: .seconds(600))
        }
        let socket = try await RawWebSocket.connect(port: server.port, uri: "/plain")
        for _ in 0..<11 { socket.send(isText ? .text : .binary, [0x61]) }
        #expect(try await socket.closeCode() == 1008)
        var said = 0
        while try await application.events.next() != "closed" { said += 1 }
        #expect(said == (isText ? 10 : 0))
        try await server.stop()
    }

    @Test func belongsToTheClientOfATrustedProxy() async throws {
        let (server, application) = try await start {
            $0.limits.handshakes = RateLimiter.Rate(burst: 1, interval: .seconds(600))
            $0.proxies = TrustedProxies([IPNetwork("127.0.0.0/8")].compactMap(\.self))
        }
        for address in ["192.0.2.1", "192.0.2.2"] {
            let headers: HTTPHeaders = ["x-forwarded-for": address, "x-forwarded-proto": "https"]
            let socket = try await RawWebSocket.connect(port: server.port, uri: "/plain", headers: headers)
            socket.send("who")
            #expect(try await application.events.next() == "\(address) over TLS")
            await #expect(throws: RawWebSocket.Refused(status: 429)) {
                _ = try await RawWebSocket.connect(port: server.port, uri: "/plain", headers: headers)
            }
        }
        try await server.stop()
    }
}

/// Confined to the server's event loop but for `events`.
private final class PlainApplication: WebSocketDelegate, @unchecked Sendable {
    let events = Mailbox<String>()

    func serves(_ path: Substring) -> Bool { path == "/plain" }

    func webSocketOpened(_ socket: PlainWebSocket) {}

    func webSocket(_ socket: PlainWebSocket, received text: String) {
        switch text {
        case "who":
            let address = socket.remoteAddress.map { "\($0.ip)" } ?? "nobody"
            return events.post(address + (socket.isSecure ? " over TLS" : ""))
        case "exempt": socket.exemptFromSessionLimit()
        default: break
        }
        events.post(text)
    }

    func webSocketClosed(_ socket: PlainWebSocket) {
        events.post("closed")
    }
}
