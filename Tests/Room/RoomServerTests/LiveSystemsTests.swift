import Dialects
import JSON
import LiveProcesses
import Logging
import NIOCore
import NIOPosix
import RoomServer
import SocketIOClient
import SocketIOServer
import Testing

/// Other systems' clients on a live server, beside our own.
@Suite(.timeLimit(.minutes(1))) struct LiveSystemsTests {
    @Test func servesPlainWebSocketsAndSocketIOOnOnePort() async throws {
        try await withServer({ $0.systems = SignalingSystem.all.map { ServedSystem($0) } }) { server, port in
            let tv = try await LiveClient("ws://127.0.0.1:\(port)")
            try await tv.say("TV_REGISTER", ["name": "Hall"])
            let code = try #require(try await tv.next("TV_REGISTER_SUCCESS")["projCode"]?.string)
            try await tv.say("TV_STATE", ["policy": "takeover", "state": "waiting", "offers": true])

            let sender = try await LiveTextClient("ws://127.0.0.1:\(port)", path: "/ws")
            sender.say(["cmd": "join", "roomId": .string(code), "uid": "u1"])
            #expect(try await sender.next()["cmd"] == "resp-join")
            let wanted = try await tv.next("TV_OFFER_WANTED")
            let offer: JSONValue = ["offer": ["type": "offer", "sdp": "v=0"], "clientId": wanted["clientId"] ?? ""]
            try await tv.say("RTC_TV_Offer_To_Server", offer)
            #expect(try await sender.next()["cmd"] == "offer")
            let third = try await LiveTextClient("ws://127.0.0.1:\(port)", path: "/ws")
            third.say(["cmd": "join", "roomId": .string(code), "uid": "u2"])
            #expect(try await third.next()["code"] == "busy")

            let caller = try await LiveClient("ws://127.0.0.1:\(port)")
            _ = try await caller.next("connectionSuccess")
            try await caller.say("joinRoom", .string(code))
            try await caller.say("callRemote", .string(code))
            _ = try await caller.next("acceptCall")

            let user = try await LiveTextClient("ws://127.0.0.1:\(port)", path: "/webrtc/wss?code=\(code)")
            user.say(["Method": "User/Connect", "fromId": 31, "data": ["username": "Ada"]])
            #expect(try await user.next()["code"] == 10000)
            #expect(try await user.next()["code"] == 10006)
            let statistics = try await server.statistics()
            #expect(statistics.senders == 3 && statistics.liveTVs == 1 && statistics.rooms.joinsRefused == 1)
            for client in [tv, caller] { try await client.stop() }
            for client in [sender, third, user] { try await client.stop() }
        }
    }

    @Test func countsWrongCodesOfAllSystemsTogether() async throws {
        try await withServer({
            $0.systems = SignalingSystem.all.map { ServedSystem($0) }
            $0.rooms.failedJoinBurst = 2
        }) { _, port in
            let sender = try await LiveTextClient("ws://127.0.0.1:\(port)", path: "/ws")
            sender.say(["cmd": "join", "roomId": "NNNNNN", "uid": "u1"])
            #expect(try await sender.next()["code"] == "unavailable")
            let user = try await LiveTextClient("ws://127.0.0.1:\(port)", path: "/wss?code=NNNNNN")
            user.say(["Method": "User/Connect", "fromId": 31])
            #expect(try await user.next()["code"] == 10000)
            #expect(try await user.next()["data"]?["code"] == "unavailable")
            let caller = try await LiveClient("ws://127.0.0.1:\(port)")
            try await caller.say("callRemote", "NNNNNN")
            #expect(try await caller.next("joinError")["code"] == "rate-limited")
            try await caller.stop()
            for client in [sender, user] { try await client.stop() }
        }
    }

    @Test func closesConnectionsOfEverySystemThatKeepGuessing() async throws {
        try await withServer({
            $0.systems = SignalingSystem.all.map { ServedSystem($0) }
            $0.rooms.failedJoinsPerConnection = 2
        }) { server, port in
            let sender = try await LiveTextClient("ws://127.0.0.1:\(port)", path: "/ws")
            for _ in 0..<2 {
                sender.say(["cmd": "join", "roomId": "NNNNNN", "uid": "u1"])
                #expect(try await sender.next()["code"] == "unavailable")
            }
            try await sender.connected()
            let page = try await LiveClient("ws://127.0.0.1:\(port)")
            for _ in 0..<2 {
                try await page.say("CONNECT_TO_TV", ["projCode": "NNNNNN"])
                #expect(try await page.next("CONNECT_TO_TV_ERROR")["code"] == "unavailable")
            }
            await page.connected()
            #expect(try await server.statistics().rooms.closedForGuessing == 2)
            try await page.stop()
            try await sender.stop()
        }
    }

    @Test func keepsOtherPagesOutOfPlainWebSockets() async throws {
        try await withServer({
            $0.systems.append(ServedSystem(.cmd))
            $0.cors = .origins(["https://pages.example.org"])
        }) { _, port in
            func status(_ origin: String) async throws -> Int {
                let upgrade = """
                    GET /ws HTTP/1.1
                    Host: 127.0.0.1
                    Origin: \(origin)
                    Upgrade: websocket
                    Connection: Upgrade
                    Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==
                    Sec-WebSocket-Version: 13

                    """
                return try await ask(port, upgrade).status
            }
            #expect(try await status("https://evil.example") == 403)
            // What is no page has no origin.
            let sender = try await LiveTextClient("ws://127.0.0.1:\(port)", path: "/ws")
            try await sender.stop()
        }
    }

    @Test func doesNotUpgradeWhereNothingIsServed() async throws {
        try await withServer { _, port in
            let upgrade = """
                GET /ws HTTP/1.1
                Host: 127.0.0.1
                Upgrade: websocket
                Connection: Upgrade
                Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==
                Sec-WebSocket-Version: 13

                """
            let answer = try await ask(port, upgrade)
            #expect(answer.status == 404)
        }
    }

    @Test func comesBackWhenTheServerRestarts() async throws {
        let directory = try TemporaryDirectory()
        var client: LiveTextClient?
        let port = UnusedPort.onLoopback()
        let configure: (inout RoomServerConfiguration) -> Void = { configuration in
            configuration.systems.append(ServedSystem(.cmd))
            configuration.listen = [RoomServerConfiguration.Listen(host: "127.0.0.1", port: port)]
        }
        try await withServer(configure, in: directory) { _, port in
            client = try await LiveTextClient("ws://127.0.0.1:\(port)", path: "/ws")
        }
        let sender = try #require(client)
        try await withServer(configure, in: directory) { _, _ in
            try await sender.connected()
            sender.say(["cmd": "join", "roomId": "NNNNNN", "uid": "u1"])
            #expect(try await sender.next()["code"] == "unavailable")
            try await sender.stop()
        }
    }
}

/// A client of our own on a plain WebSocket.
final class LiveTextClient: Sendable {
    let port: Int
    private let client: WebSocketClient
    private let received: AsyncStream<String>
    private let connections: AsyncStream<Void>

    /// Connects and waits until it has.
    init(_ url: String, path: String) async throws {
        let address = try SocketIOURL(webSocket: url + path, path: "/")
        port = address.port
        let (texts, textContinuation) = AsyncStream<String>.makeStream()
        let (connections, connectionContinuation) = AsyncStream<Void>.makeStream()
        var handlers = WebSocketClient.Handlers()
        handlers.onConnect = { connectionContinuation.yield() }
        handlers.onText = { textContinuation.yield($0) }
        var logger = Logger(label: "client")
        logger.logLevel = .critical
        received = texts
        self.connections = connections
        client = WebSocketClient(
            eventLoop: MultiThreadedEventLoopGroup.singleton.next(),
            configuration: SocketIOClientConfiguration(urls: [address]),
            handlers: handlers,
            logger: logger
        )
        client.start()
        try await connected()
    }

    /// Waits for the next time it is connected.
    func connected() async throws {
        for await _ in connections { return }
    }

    func say(_ frame: JSONValue) {
        let client = client
        client.eventLoop.execute { client.send(frame.serialized()) }
    }

    func next() async throws -> JSONValue {
        for await text in received { return try JSONValue(parsing: text) }
        throw Missing("a frame")
    }

    func stop() async throws {
        try await client.stop().get()
    }
}
