import JSON
import NIOCore
import NIOWebSocket
import SocketIOCore
import SocketIOServer
import Testing
import Wire

extension RawWebSocket {
    static let query = "EIO=4&transport=websocket"

    /// Opens a session, joins `/` and takes the answer and the welcome.
    static func joined(_ server: TestServer) async throws -> RawWebSocket {
        let socket = try await connect(server, query)
        #expect(try await socket.text().first == "0")
        socket.send("40")
        #expect(try await socket.text().hasPrefix(#"40{"sid":""#))
        #expect(try await socket.text().hasPrefix(#"42["welcome""#))
        return socket
    }
}

struct WebSocketServerTests {
    @Test func opensASession() async throws {
        let server = try await TestServer.start()
        let socket = try await RawWebSocket.connect(server, RawWebSocket.query)
        let handshake = try EngineIOHandshake(parsing: String(try await socket.text().dropFirst()))
        #expect(handshake.upgrades == [])
        socket.send(#"40{"token":"t"}"#)
        let answer = try await socket.text()
        #expect(!answer.contains(handshake.sid.exposed))
        #expect(try await server.events.next() == .connected(auth: ["token": "t"]))
        try await server.stop()
    }

    @Test(arguments: [
        "EIO=abc&transport=websocket", "EIO=4&transport=abc", "EIO=4", "EIO=4&transport=polling",
        "EIO=4&transport=websocket&sid=AAAAAAAAAAAAAAAAAAAA",
    ])
    func refusesTheUpgrade(query: String) async throws {
        let server = try await TestServer.start()
        await #expect(throws: RawWebSocket.Refused(status: 400)) { _ = try await RawWebSocket.connect(server, query) }
        try await server.stop()
    }

    @Test func echoesTextBinaryAndAcknowledgements() async throws {
        let server = try await TestServer.start()
        let socket = try await RawWebSocket.joined(server)
        socket.send(#"42["message",1,{"a":["b"]}]"#)
        #expect(try await socket.text() == #"42["message-back",1,{"a":["b"]}]"#)
        socket.send(#"42456["echo","x"]"#)
        #expect(try await socket.text() == #"43456["x"]"#)
        socket.send(#"452-["message",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]"#)
        socket.send(.binary, [1, 2, 3])
        socket.send(.binary, [4, 5, 6])
        #expect(
            try await socket.events.next()
                == .text(#"452-["message-back",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]"#)
        )
        #expect(try await socket.events.next() == .binary([1, 2, 3]))
        #expect(try await socket.events.next() == .binary([4, 5, 6]))
        try await server.stop()
    }

    @Test func putsFragmentsTogether() async throws {
        let server = try await TestServer.start()
        let socket = try await RawWebSocket.joined(server)
        socket.send(.text, Array("42[\"mess".utf8), isFinal: false)
        socket.send(.ping, [7])
        socket.send(.continuation, Array("age\",\"".utf8) + [0xE2, 0x82], isFinal: false)
        socket.send(.continuation, [0xAC] + Array("\"]".utf8))
        #expect(try await socket.text() == #"42["message-back","€"]"#)
        try await server.stop()
    }

    @Test func refusesANamespaceThatDoesNotExist() async throws {
        let server = try await TestServer.start()
        let socket = try await RawWebSocket.connect(server, RawWebSocket.query)
        _ = try await socket.text()
        socket.send("40/random,")
        #expect(try await socket.text() == #"44/random,{"message":"Invalid namespace"}"#)
        socket.send("40")
        #expect(try await socket.text().hasPrefix("40{"))
        try await server.stop()
    }

    @Test(arguments: [
        "", "7", "2", "4", "4abc", "42[]", "42{}", "40", #"42["disconnect"]"#, #"44{"message":"x"}"#, #"4511-["a"]"#,
        "41/custom,",
    ])
    func closesAtOnceWhenTheProtocolIsBroken(text: String) async throws {
        let server = try await TestServer.start()
        let socket = try await RawWebSocket.joined(server)
        socket.send(text)
        #expect(try await socket.closeCode() == 1002)
        _ = try await server.events.first { $0 == .disconnected(.protocolViolation) }
        try await server.stop()
    }

    @Test(arguments: ["abc", #"42["early"]"#, "41", "0{}x", "4abc"])
    func closesWhenAnythingButConnectComesFirst(text: String) async throws {
        let server = try await TestServer.start {
            $0.sessions = EngineIOServerConfiguration(connectTimeout: .milliseconds(500))
        }
        let socket = try await RawWebSocket.connect(server, RawWebSocket.query)
        socket.send(text)
        #expect(try await socket.closeCode() != nil)
        try await server.stop()
    }

    @Test func ignoresWhatMeansNothing() async throws {
        let server = try await TestServer.start()
        let socket = try await RawWebSocket.joined(server)
        for text in ["3", "6", "5", "0{}", "42[1,2]", "4399[]", #"42["unknown"]"#] { socket.send(text) }
        socket.send(#"421["echo"]"#)
        #expect(try await socket.text() == "431[]")
        try await server.stop()
    }

    @Test func closesOnTextThatIsNoUTF8() async throws {
        let server = try await TestServer.start()
        let socket = try await RawWebSocket.joined(server)
        socket.send(.text, [0x34, 0xC3, 0x28])
        #expect(try await socket.closeCode() == 1007)
        try await server.stop()
    }

    @Test(arguments: [100_001, 101_024, 200_000])
    func closesOnMessagesThatAreTooLarge(size: Int) async throws {
        let server = try await TestServer.start { $0.sessions = EngineIOServerConfiguration(maxPayload: 100_000) }
        let socket = try await RawWebSocket.joined(server)
        socket.send(String(repeating: "4", count: size))
        #expect(try await socket.closeCode() == 1009)
        try await server.stop()
    }

    @Test func carriesMessagesUpToTheLimit() async throws {
        let server = try await TestServer.start()
        let socket = try await RawWebSocket.joined(server)
        let text = String(repeating: "x", count: 999_000)
        socket.send("420[\"echo\",\"\(text)\"]")
        #expect(try await socket.text() == "430[\"\(text)\"]")
        try await server.stop()
    }

    @Test func closesOnFramesWithoutMaskOrInTinyFragments() async throws {
        let server = try await TestServer.start()
        let unmasked = try await RawWebSocket.joined(server)
        unmasked.send(.text, Array("3".utf8), masked: false)
        #expect(try await unmasked.closeCode() == 1002)
        let tiny = try await RawWebSocket.joined(server)
        tiny.send(.text, [], isFinal: false)
        for _ in 0..<300 { tiny.send(.continuation, [], isFinal: false) }
        #expect(try await tiny.closeCode() == 1008)
        try await server.stop()
    }

    @Test func closesWhenTheClientSaysClose() async throws {
        let server = try await TestServer.start()
        let socket = try await RawWebSocket.joined(server)
        socket.send("1")
        #expect(try await socket.closeCode() == 1000)
        _ = try await server.events.first { $0 == .disconnected(.transportClosed) }
        try await server.stop()
    }

    @Test func noticesALostConnection() async throws {
        let server = try await TestServer.start()
        let socket = try await RawWebSocket.joined(server)
        socket.send(#"42["ask"]"#)
        #expect(try await socket.text() == #"420["question"]"#)
        socket.close()
        #expect(try await server.events.first { $0 == .event("unanswered") } == .event("unanswered"))
        #expect(try await server.events.next() == .disconnected(.transportClosed))
        #expect(try await server.on { $0.sessionCount } == 0)
        try await server.stop()
    }

    @Test func pingsAndClosesWithoutAPong() async throws {
        let server = try await TestServer.start {
            $0.sessions = EngineIOServerConfiguration(pingInterval: .milliseconds(300), pingTimeout: .milliseconds(200))
        }
        let socket = try await RawWebSocket.connect(server, RawWebSocket.query)
        #expect(try await socket.text().first == "0")
        #expect(try await socket.text() == "2")
        #expect(try await socket.closeCode() == 1008)
        try await server.stop()
    }

    @Test func keepsASessionThatAnswersItsPings() async throws {
        let server = try await TestServer.start {
            $0.sessions = EngineIOServerConfiguration(pingInterval: .milliseconds(100), pingTimeout: .seconds(20))
        }
        let socket = try await RawWebSocket.connect(server, RawWebSocket.query)
        #expect(try await socket.text().first == "0")
        for _ in 0..<3 {
            #expect(try await socket.text() == "2")
            socket.send("3")
        }
        try await server.stop()
    }

    @Test func saysGoodbyeBeforeItCloses() async throws {
        let server = try await TestServer.start()
        let socket = try await RawWebSocket.joined(server)
        socket.send(#"42["throw me out"]"#)
        #expect(try await socket.text() == "41")
        #expect(try await socket.closeCode() == 1000)
        try await server.stop()
    }

    @Test func closesWithoutAWordSoThatClientsComeBack() async throws {
        let server = try await TestServer.start()
        let socket = try await RawWebSocket.joined(server)
        let polling = try await PollingSession.joined(server)
        try await server.server.eventLoop.flatSubmit { [server = server.server] in server.drain(over: .milliseconds(50)) }.get()
        #expect(try await socket.events.next() == .close(1001))
        #expect(try await polling.poll().body == "1")
        #expect(try await RawHTTP(server).get("/socket.io/?EIO=4&transport=polling").status == 503)
        #expect(try await RawHTTP(server).get("/page").status == 200)
        try await server.stop()
    }

    @Test func dropsAClientThatDoesNotRead() async throws {
        let server = try await TestServer.start { $0.sessions = EngineIOServerConfiguration(maximumQueuedBytes: 100_000) }
        let session = try await PollingSession.joined(server)
        _ = try await session.post(#"42["flood"]"#)
        _ = try await server.events.first { $0 == .disconnected(.overflow) }
        try await server.stop()
    }
}

struct UpgradeTests {
    private func probe(_ server: TestServer, _ session: PollingSession) async throws -> RawWebSocket {
        try await RawWebSocket.connect(server, "EIO=4&transport=websocket&sid=\(session.sid)")
    }

    @Test func movesFromPollingToWebSocket() async throws {
        let server = try await TestServer.start()
        let session = try await PollingSession.joined(server)
        let socket = try await probe(server, session)
        async let waiting = session.poll()
        socket.send("2probe")
        #expect(try await socket.text() == "3probe")
        #expect(try await waiting.body == "6")
        // Until the client has seen `3probe` it may poll again, and must not be left waiting.
        #expect(try await session.poll().body == "6")
        _ = try await session.post(#"42["message","while upgrading"]"#)
        #expect(try await session.poll().body == #"42["message-back","while upgrading"]"#)
        _ = try await session.post(#"42["message","late"]"#)
        socket.send("5")
        #expect(try await socket.text() == #"42["message-back","late"]"#)
        socket.send(#"420["echo",true]"#)
        #expect(try await socket.text() == "430[true]")
        #expect(try await server.on { $0.statistics.upgrades } == 1)
        try await server.stop()
    }

    @Test func takesNeitherPollingNorASecondWebSocketAfterwards() async throws {
        let server = try await TestServer.start()
        let session = try await PollingSession.joined(server)
        let socket = try await probe(server, session)
        socket.send("2probe")
        _ = try await socket.text()
        socket.send("5")
        socket.send(#"420["echo"]"#)
        _ = try await socket.text()
        #expect(try await session.poll().status == 400)
        #expect(try await probe(server, session).closeCode() == 1000)
        socket.send(#"421["echo"]"#)
        #expect(try await socket.text() == "431[]")
        try await server.stop()
    }

    @Test(arguments: ["2", "5", #"42["a"]"#, "x"])
    func staysOnPollingWhenTheProbeIsWrong(text: String) async throws {
        let server = try await TestServer.start()
        let session = try await PollingSession.joined(server)
        let socket = try await probe(server, session)
        socket.send(text)
        #expect(try await socket.closeCode() == 1000)
        _ = try await session.post(#"42["message"]"#)
        #expect(try await session.poll().body == #"42["message-back"]"#)
        try await server.stop()
    }

    @Test func staysOnPollingWhenTheProbeTakesTooLong() async throws {
        let server = try await TestServer.start { $0.sessions = EngineIOServerConfiguration(upgradeTimeout: .milliseconds(200)) }
        let session = try await PollingSession.joined(server)
        let socket = try await probe(server, session)
        #expect(try await socket.closeCode() == 1000)
        _ = try await session.post(#"42["message"]"#)
        #expect(try await session.poll().body == #"42["message-back"]"#)
        try await server.stop()
    }
}
