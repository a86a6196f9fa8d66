import JSON
import NIOCore
import NIOHTTP1
import NIOWebSocket
import SocketIOCore
import SocketIOServer
import Testing
import Wire

/// What a client of Socket.IO 2.x does on the wire, against our server.
struct Revision3Tests {
    private func open(_ server: TestServer, _ query: String = "") async throws -> (RawHTTP, uri: String) {
        let http = RawHTTP(server)
        let path = "/socket.io/?EIO=3&transport=polling\(query)"
        let packets = try EngineIOPayload.legacyPackets(in: try await http.get(path).body)
        guard case .open(let text)? = packets.first else { throw RawHTTP.Hangup() }
        let handshake = try EngineIOHandshake(parsing: text)
        return (http, "\(path)&sid=\(handshake.sid.exposed)")
    }

    @Test func servesPollingWithBase64() async throws {
        let server = try await TestServer.start()
        let (http, uri) = try await open(server, "&b64=1")
        var packets = try EngineIOPayload.legacyPackets(in: try await http.get(uri).body)
        #expect(packets.first == .message("0"))
        if packets.count == 1 { packets += try EngineIOPayload.legacyPackets(in: try await http.get(uri).body) }
        #expect(packets.last == .message(#"2["welcome",{"auth":null}]"#))
        let event = #"451-["message",{"_placeholder":true,"num":0},"😀"]"#
        #expect(try await http.post(uri, "\(event.utf16.count):\(event)10:b4AQIDBA==").body == "ok")
        var answers: [EngineIOPacket] = []
        while answers.count < 2 { answers += try EngineIOPayload.legacyPackets(in: try await http.get(uri).body) }
        #expect(
            answers == [.message(#"51-["message-back",{"_placeholder":true,"num":0},"😀"]"#), .binary([1, 2, 3, 4])]
        )
        #expect(try await http.post(uri, "1:2").body == "ok")
        #expect(try await http.get(uri).body == "1:3")
        try await server.stop()
    }

    @Test func servesWebSocket() async throws {
        let server = try await TestServer.start()
        let socket = try await RawWebSocket.connect(server, "EIO=3&transport=websocket")
        #expect(try await socket.text().first == "0")
        #expect(try await socket.text() == "40")
        #expect(try await socket.text().hasPrefix(#"42["welcome""#))
        socket.send("2")
        #expect(try await socket.text() == "3")
        socket.send(#"451-["message",{"_placeholder":true,"num":0}]"#)
        socket.send(.binary, [4, 1, 2])
        #expect(try await socket.events.next() == .text(#"451-["message-back",{"_placeholder":true,"num":0}]"#))
        #expect(try await socket.events.next() == .binary([4, 1, 2]))
        socket.send(#"427["echo",1]"#)
        #expect(try await socket.text() == "437[1]")
        try await server.stop()
    }

    @Test func movesFromPollingToWebSocket() async throws {
        let server = try await TestServer.start()
        let (http, uri) = try await open(server)
        let sid = uri.split(separator: "=").last ?? ""
        let socket = try await RawWebSocket.connect(server, "EIO=3&transport=websocket&sid=\(sid)")
        socket.send("2probe")
        #expect(try await socket.text() == "3probe")
        // Whatever was queued, then `6` at once: the client must not be left waiting.
        #expect(try await http.get(uri).body.hasPrefix("2:40"))
        #expect(try await http.get(uri).body == "1:6")
        socket.send("5")
        socket.send(#"420["echo",true]"#)
        #expect(try await socket.text() == "430[true]")
        try await server.stop()
    }

    /// Their pages ask with credentials, always, and browsers take no `*` then.
    @Test func namesTheOriginToPagesThatAskWithCredentials() async throws {
        let server = try await TestServer.start { $0.cors = .any }
        let origin: HTTPHeaders = ["origin": "https://pages.example"]
        let response = try await RawHTTP(server).get("/socket.io/?EIO=3&transport=polling", headers: origin)
        #expect(response.headers["access-control-allow-origin"] == ["https://pages.example"])
        #expect(response.headers["access-control-allow-credentials"] == ["true"])
        try await server.stop()
    }

    @Test func refusesJSONP() async throws {
        let server = try await TestServer.start()
        let response = try await RawHTTP(server).get("/socket.io/?EIO=3&transport=polling&j=0")
        #expect(response.status == 400)
        #expect(try JSONValue(parsing: response.body)["code"] == 3)
        try await server.stop()
    }
}
