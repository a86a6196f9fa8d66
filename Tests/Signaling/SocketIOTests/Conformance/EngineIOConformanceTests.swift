import JSON
import NIOHTTP1
import NIOWebSocket
import SocketIOConformance
import SocketIOCore
import Testing

/// The cases of the public Engine.IO 4 suite, under its names.
struct EngineIOConformanceTests {
    @Suite struct Handshake {
        @Test(arguments: ConformanceCase.Layer.allCases)
        func pollingOpensASession(layer: ConformanceCase.Layer) async throws {
            let test = try await ConformanceCase(layer, timing: .suites)
            let response = try await test.http.get("\(layer.rawValue)?EIO=4&transport=polling")
            #expect(response.status == 200)
            #expect(response.body.first == "0")
            let json = try JSONValue(parsing: String(response.body.dropFirst()))
            #expect(json.object?.members.map(\.name) == ["sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload"])
            #expect(json["sid"]?.string?.isEmpty == false)
            #expect(json["upgrades"] == ["websocket"])
            #expect(json["pingInterval"] == 300 && json["pingTimeout"] == 200 && json["maxPayload"] == 1_000_000)
            try await test.stop()
        }

        @Test(arguments: [
            ("GET", "transport=polling"), ("GET", "EIO=abc&transport=polling"), ("GET", "EIO=4"), ("GET", "EIO=4&transport=abc"),
            ("POST", "EIO=4&transport=polling"), ("PUT", "EIO=4&transport=polling"),
        ])
        func pollingFailsWithAnInvalidRevisionTransportOrMethod(method: String, query: String) async throws {
            for layer in ConformanceCase.Layer.allCases {
                let test = try await ConformanceCase(layer)
                let response = try await test.http.request(.init(rawValue: method), "\(layer.rawValue)?\(query)")
                #expect(response.status == 400)
                try await test.stop()
            }
        }

        @Test(arguments: ConformanceCase.Layer.allCases)
        func webSocketOpensASession(layer: ConformanceCase.Layer) async throws {
            let test = try await ConformanceCase(layer, timing: .suites)
            let text = try await test.webSocket().text()
            #expect(text.first == "0")
            let json = try JSONValue(parsing: String(text.dropFirst()))
            #expect(json.object?.members.map(\.name) == ["sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload"])
            #expect(json["upgrades"] == [])
            try await test.stop()
        }

        @Test(arguments: ["transport=websocket", "EIO=abc&transport=websocket", "EIO=4", "EIO=4&transport=abc"])
        func webSocketFailsWithAnInvalidRevisionOrTransport(query: String) async throws {
            for layer in ConformanceCase.Layer.allCases {
                let test = try await ConformanceCase(layer)
                await #expect(throws: RawWebSocket.Refused(status: 400)) { _ = try await test.webSocket(query) }
                try await test.stop()
            }
        }
    }

    @Suite struct Messages {
        @Test func pollingSendsAndReceivesAPacket() async throws {
            let test = try await ConformanceCase(.engine)
            let session = try await test.openedPolling()
            let posted = try await session.post("4hello")
            #expect(posted.status == 200 && posted.body == "ok")
            let polled = try await session.poll()
            #expect(polled.status == 200 && polled.body == "4hello")
            try await test.stop()
        }

        @Test func pollingSendsAndReceivesSeveralPackets() async throws {
            let test = try await ConformanceCase(.engine)
            let session = try await test.openedPolling()
            #expect(try await session.post("4test1\u{1E}4test2\u{1E}4test3").body == "ok")
            #expect(try await session.poll().body == "4test1\u{1E}4test2\u{1E}4test3")
            try await test.stop()
        }

        @Test func pollingSendsAndReceivesTextAndBinary() async throws {
            let test = try await ConformanceCase(.engine)
            let session = try await test.openedPolling()
            #expect(try await session.post("4hello\u{1E}bAQIDBA==").body == "ok")
            #expect(try await session.poll().body == "4hello\u{1E}bAQIDBA==")
            try await test.stop()
        }

        @Test func pollingClosesOnAnInvalidPacket() async throws {
            let test = try await ConformanceCase(.engine)
            let session = try await test.openedPolling()
            #expect(try await session.post("abc").status == 400)
            #expect(try await session.poll().status == 400)
            try await test.stop()
        }

        @Test func pollingClosesOnDuplicatePollRequests() async throws {
            let test = try await ConformanceCase(.engine)
            let session = try await test.openedPolling()
            async let first = session.poll()
            async let second = session.poll()
            let answers = try await [first, second]
            #expect(answers.map(\.status).sorted() == [200, 400])
            #expect(answers.first { $0.status == 200 }?.body == "1")
            #expect(try await session.poll().status == 400)
            try await test.stop()
        }

        @Test func webSocketSendsAndReceivesText() async throws {
            let test = try await ConformanceCase(.engine)
            let socket = try await test.openedWebSocket()
            socket.send("4hello")
            #expect(try await socket.text() == "4hello")
            try await test.stop()
        }

        @Test func webSocketSendsAndReceivesBinary() async throws {
            let test = try await ConformanceCase(.engine)
            let socket = try await test.openedWebSocket()
            socket.send(.binary, [1, 2, 3, 4])
            #expect(try await socket.events.next() == .binary([1, 2, 3, 4]))
            try await test.stop()
        }

        @Test func webSocketTakesBase64FromClientsWithoutBinary() async throws {
            let test = try await ConformanceCase(.engine)
            let socket = try await test.webSocket("EIO=4&transport=websocket&b64=1")
            _ = try await socket.text()
            socket.send("bAQIDBA==")
            #expect(try await socket.text() == "bAQIDBA==")
            try await test.stop()
        }

        @Test func webSocketClosesOnAnInvalidPacket() async throws {
            let test = try await ConformanceCase(.engine)
            let socket = try await test.openedWebSocket()
            socket.send("abc")
            #expect(try await socket.closeCode() == 1002)
            try await test.stop()
        }
    }

    @Suite struct Heartbeat {
        private let answering = ConformanceServer.Timing(pingInterval: .milliseconds(100), pingTimeout: .seconds(30))

        @Test func pollingExchangesPingsAndPongs() async throws {
            let test = try await ConformanceCase(.engine, timing: answering)
            let session = try await test.openedPolling()
            for _ in 0..<3 {
                let ping = try await session.poll()
                #expect(ping.status == 200 && ping.body == "2")
                #expect(try await session.post("3").status == 200)
            }
            try await test.stop()
        }

        @Test func pollingClosesWithoutAPong() async throws {
            let test = try await ConformanceCase(.engine, timing: .suites)
            let session = try await test.openedPolling()
            while try await session.poll().status == 200 {}
            #expect(try await session.poll().status == 400)
            try await test.stop()
        }

        @Test func webSocketExchangesPingsAndPongs() async throws {
            let test = try await ConformanceCase(.engine, timing: answering)
            let socket = try await test.openedWebSocket()
            for _ in 0..<3 {
                #expect(try await socket.text() == "2")
                socket.send("3")
            }
            try await test.stop()
        }

        @Test func webSocketClosesWithoutAPong() async throws {
            let test = try await ConformanceCase(.engine, timing: .suites)
            let socket = try await test.openedWebSocket()
            #expect(try await socket.text() == "2")
            #expect(try await socket.closeCode() == 1008)
            try await test.stop()
        }
    }

    @Suite struct Close {
        @Test func pollingIsClosedByTheClient() async throws {
            let test = try await ConformanceCase(.engine)
            let session = try await test.openedPolling()
            async let waiting = session.poll()
            #expect(try await session.post("1").status == 200)
            // GET and POST are two connections: where the POST wins, the session is gone before the GET comes.
            let answer = try await waiting
            #expect(answer.status == 400 || answer.body == "6")
            #expect(try await session.poll().status == 400)
            try await test.stop()
        }

        @Test func webSocketIsClosedByTheClient() async throws {
            let test = try await ConformanceCase(.engine)
            let socket = try await test.openedWebSocket()
            socket.send("1")
            #expect(try await socket.closeCode() == 1000)
            try await test.stop()
        }
    }

    @Suite struct Upgrade {
        private func upgraded(_ test: ConformanceCase, _ session: ConformancePolling) async throws -> RawWebSocket {
            let socket = try await test.webSocket("EIO=4&transport=websocket&sid=\(session.sid)")
            socket.send("2probe")
            #expect(try await socket.text() == "3probe")
            socket.send("5")
            socket.send("4hello")
            #expect(try await socket.text() == "4hello")
            return socket
        }

        @Test func movesFromPollingToWebSocket() async throws {
            let test = try await ConformanceCase(.engine)
            let session = try await test.openedPolling()
            let socket = try await test.webSocket("EIO=4&transport=websocket&sid=\(session.sid)")
            async let waiting = session.poll()
            socket.send("2probe")
            #expect(try await socket.text() == "3probe")
            #expect(try await waiting.body == "6")
            socket.send("5")
            socket.send("4hello")
            #expect(try await socket.text() == "4hello")
            try await test.stop()
        }

        @Test func ignoresPollingOnceUpgraded() async throws {
            let test = try await ConformanceCase(.engine)
            let session = try await test.openedPolling()
            let socket = try await upgraded(test, session)
            #expect(try await session.poll().status == 400)
            socket.send("4still here")
            #expect(try await socket.text() == "4still here")
            try await test.stop()
        }

        @Test func ignoresASecondWebSocketWithTheSameSession() async throws {
            let test = try await ConformanceCase(.engine)
            let session = try await test.openedPolling()
            let socket = try await upgraded(test, session)
            // Opened, and then closed: a handshake that fails is an error where clients expect an end.
            let second = try await test.webSocket("EIO=4&transport=websocket&sid=\(session.sid)")
            #expect(try await second.closeCode() == 1000)
            socket.send("4still here")
            #expect(try await socket.text() == "4still here")
            try await test.stop()
        }
    }
}
