import JSON
import NIOCore
import NIOHTTP1
import NIOPosix
import SocketIOCore
import SocketIOServer
import Testing
import Wire

/// A polling session opened by hand.
struct PollingSession {
    let http: RawHTTP
    let uri: String

    init(_ server: TestServer) async throws {
        http = RawHTTP(server)
        let opened = try await http.get("/socket.io/?EIO=4&transport=polling")
        let handshake = try EngineIOHandshake(parsing: String(opened.body.dropFirst()))
        uri = "/socket.io/?EIO=4&transport=polling&sid=\(handshake.sid.exposed)"
    }

    var sid: Substring { uri.split(separator: "=").last ?? "" }

    func poll() async throws -> RawHTTP.Response { try await http.get(uri) }

    func post(_ body: String) async throws -> RawHTTP.Response { try await http.post(uri, body) }

    /// Joins `/` and takes the answer and the welcome.
    static func joined(_ server: TestServer) async throws -> PollingSession {
        let session = try await PollingSession(server)
        _ = try await session.post("40")
        let body = try await session.poll().body
        #expect(body.hasPrefix(#"40{"sid":""#))
        if !body.contains("welcome") { _ = try await session.poll() }
        return session
    }
}

struct PollingServerTests {
    @Test func opensASession() async throws {
        let server = try await TestServer.start()
        let response = try await RawHTTP(server).get("/socket.io/?EIO=4&transport=polling&t=abc")
        #expect(response.status == 200)
        #expect(response.headers["content-type"] == ["text/plain; charset=UTF-8"])
        #expect(response.headers["cache-control"] == ["no-store"])
        #expect(!response.headers.contains(name: "access-control-allow-origin"))
        #expect(response.body.first == "0")
        let json = try JSONValue(parsing: String(response.body.dropFirst()))
        #expect(json["pingInterval"] == 25000 && json["pingTimeout"] == 20000 && json["maxPayload"] == 1_000_000)
        #expect(json["upgrades"] == ["websocket"])
        try await server.stop()
    }

    @Test(arguments: [
        ("GET", "transport=polling", 5), ("GET", "EIO=abc&transport=polling", 5), ("GET", "EIO=2&transport=polling", 5),
        ("GET", "EIO=4", 0), ("GET", "EIO=4&transport=abc", 0), ("GET", "EIO=4&transport=websocket", 3),
        ("POST", "EIO=4&transport=polling", 2), ("PUT", "EIO=4&transport=polling", 2), ("OPTIONS", "EIO=4&transport=polling", 2),
        ("GET", "EIO=4&transport=polling&sid=AAAAAAAAAAAAAAAAAAAA", 1), ("GET", "EIO=4&transport=polling&sid=..%2F", 1),
        ("POST", "EIO=4&transport=polling&sid=", 1),
    ])
    func refusesRequestsInTheStockServersWords(method: String, query: String, code: Int64) async throws {
        let server = try await TestServer.start()
        let response = try await RawHTTP(server).request(HTTPMethod(rawValue: method), "/socket.io/?\(query)")
        #expect(response.status == 400)
        #expect(try JSONValue(parsing: response.body)["code"]?.integer == code)
        try await server.stop()
    }

    @Test func echoesThroughPolling() async throws {
        let server = try await TestServer.start()
        let session = try await PollingSession.joined(server)
        let posted = try await session.post(
            "42[\"message\",1]\u{1E}42[\"message\",\"€\"]\u{1E}451-[\"message\",{\"_placeholder\":true,\"num\":0}]\u{1E}bAQIDBA=="
        )
        #expect(posted.status == 200 && posted.body == "ok")
        #expect(
            try await session.poll().body
                == "42[\"message-back\",1]\u{1E}42[\"message-back\",\"€\"]\u{1E}451-[\"message-back\",{\"_placeholder\":true,\"num\":0}]\u{1E}bAQIDBA=="
        )
        try await server.stop()
    }

    @Test func endsASessionWhosePollsOverlap() async throws {
        let server = try await TestServer.start()
        let session = try await PollingSession.joined(server)
        async let first = session.poll()
        async let second = session.poll()
        let answers = try await [first, second]
        #expect(answers.map(\.status).sorted() == [200, 400])
        #expect(answers.first { $0.status == 200 }?.body == "1")
        #expect(try await session.poll().status == 400)
        try await server.stop()
    }

    @Test(arguments: ["abc", "", "4abc", #"42["connect"]"#, #"42/other,["a"]"#, "40"])
    func endsASessionThatBreaksTheProtocol(body: String) async throws {
        let server = try await TestServer.start()
        let session = try await PollingSession.joined(server)
        _ = try await session.post(body)
        #expect(try await session.poll().status == 400)
        _ = try await server.events.first { $0 == .disconnected(.protocolViolation) }
        try await server.stop()
    }

    @Test func refusesBodiesThatAreTooLargeOrNoText() async throws {
        let server = try await TestServer.start { $0.sessions = EngineIOServerConfiguration(maxPayload: 1000) }
        let session = try await PollingSession.joined(server)
        #expect(try await session.post("4" + String(repeating: "x", count: 1000)).status == 413)
        // The session has survived that.
        #expect(try await session.post(#"42["message"]"#).status == 200)
        let invalid = try await session.http.request(.POST, session.uri, body: ByteBuffer(bytes: [0x34, 0xFF]))
        #expect(invalid.status == 400)
        let other = try await PollingSession.joined(server)
        let type: HTTPHeaders = ["content-type": "application/octet-stream"]
        #expect(try await other.http.request(.POST, other.uri, headers: type, body: ByteBuffer(string: "3")).status == 400)
        #expect(try await other.poll().status == 400)
        try await server.stop()
    }

    @Test func answersTheWaitingPollWhenTheClientCloses() async throws {
        let server = try await TestServer.start()
        let session = try await PollingSession.joined(server)
        async let waiting = session.poll()
        // The GET and the POST race on two connections: whichever comes first, the session is over afterwards.
        #expect(try await session.post("1").status == 200)
        let answer = try await waiting
        #expect(answer.body == "6" || answer.status == 400)
        #expect(try await session.poll().status == 400)
        try await server.stop()
    }

    @Test func pingsAndEndsWithoutAPong() async throws {
        let server = try await TestServer.start {
            $0.sessions = EngineIOServerConfiguration(pingInterval: .milliseconds(300), pingTimeout: .milliseconds(200))
        }
        let session = try await PollingSession(server)
        while try await session.poll().status == 200 {}
        #expect(try await server.on { $0.statistics.closedSessions[.pingTimeout] } == 1)
        try await server.stop()
    }

    @Test func keepsASessionThatAnswersItsPings() async throws {
        let server = try await TestServer.start {
            $0.sessions = EngineIOServerConfiguration(pingInterval: .milliseconds(100), pingTimeout: .seconds(20))
        }
        let session = try await PollingSession(server)
        for _ in 0..<3 {
            #expect(try await session.poll().body == "2")
            #expect(try await session.post("3").body == "ok")
        }
        try await server.stop()
    }

    @Test func endsASessionThatNeverJoins() async throws {
        let server = try await TestServer.start {
            $0.sessions = EngineIOServerConfiguration(connectTimeout: .milliseconds(200))
        }
        let session = try await PollingSession(server)
        while try await session.poll().status == 200 {}
        #expect(try await server.on { $0.statistics.closedSessions[.connectTimeout] } == 1)
        try await server.stop()
    }

    @Test func saysGoodbyeThroughTheNextPoll() async throws {
        let server = try await TestServer.start()
        let session = try await PollingSession.joined(server)
        _ = try await session.post(#"42["throw me out"]"#)
        #expect(try await session.poll().body == "41\u{1E}1")
        #expect(try await session.poll().status == 400)
        try await server.stop()
    }

    /// A TCP connection that has said nothing yet.
    private func connect(_ server: TestServer) async throws -> any Channel {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        return try await ClientBootstrap(group: loop).connect(host: "127.0.0.1", port: server.port).get()
    }

    @Test func noticesThatThePollingClientIsGone() async throws {
        let server = try await TestServer.start()
        let session = try await PollingSession.joined(server)
        let channel = try await connect(server)
        try await channel.writeAndFlush(ByteBuffer(string: "GET \(session.uri) HTTP/1.1\r\nHost: x\r\n\r\n")).get()
        _ = try await session.post(#"42["noted"]"#)
        _ = try await server.events.first { $0 == .event("noted") }
        try await channel.close().get()
        _ = try await server.events.first { $0 == .disconnected(.transportClosed) }
        try await server.stop()
    }

    @Test(arguments: ["", "GET / HTTP/1.1\r\nHost: x\r\nX: ", "POST /body HTTP/1.1\r\nContent-Length: 5\r\n\r\nabc"])
    func waitsForNoRequestLongerThanItShould(start: String) async throws {
        let server = try await TestServer.start { $0.requestTimeout = .milliseconds(100) }
        let channel = try await connect(server)
        // On a busy machine the server's patience may be over before this is sent: closing is what it is to do.
        channel.writeAndFlush(ByteBuffer(string: start), promise: nil)
        try await channel.closeFuture.get()
        try await server.stop()
    }

    @Test func readsNoHeadersWithoutEnd() async throws {
        let server = try await TestServer.start()
        let headers = HTTPHeaders((0..<500).map { ("x-\($0)", "y") })
        await #expect(throws: (any Error).self) {
            let response = try await RawHTTP(server).get("/page", headers: headers)
            if response.status >= 400 { throw RawHTTP.Hangup() }
        }
        try await server.stop()
    }
}

struct CORSTests {
    private let origin: HTTPHeaders = ["origin": "https://pages.example"]

    @Test func allowsEveryOriginWithoutCredentials() async throws {
        let server = try await TestServer.start { $0.cors = .any }
        let response = try await RawHTTP(server).get("/socket.io/?EIO=4&transport=polling", headers: origin)
        #expect(response.headers["access-control-allow-origin"] == ["*"])
        #expect(!response.headers.contains(name: "access-control-allow-credentials"))
        try await server.stop()
    }

    @Test func allowsListedOriginsWithCredentials() async throws {
        let server = try await TestServer.start { $0.cors = .origins(["https://pages.example"]) }
        let http = RawHTTP(server)
        let listed = try await http.get("/socket.io/?EIO=4&transport=polling", headers: origin)
        #expect(listed.headers["access-control-allow-origin"] == ["https://pages.example"])
        #expect(listed.headers["access-control-allow-credentials"] == ["true"])
        let foreign = try await http.get("/socket.io/?EIO=4&transport=polling", headers: ["origin": "https://x.example"])
        #expect(!foreign.headers.contains(name: "access-control-allow-origin"))
        let refused = try await http.get("/socket.io/?EIO=2&transport=polling", headers: origin)
        #expect(refused.status == 400 && refused.headers.contains(name: "access-control-allow-origin"))
        try await server.stop()
    }

    @Test func answersPreflights() async throws {
        let server = try await TestServer.start { $0.cors = .any }
        var headers = origin
        headers.add(name: "access-control-request-headers", value: "x-token")
        let response = try await RawHTTP(server).request(.OPTIONS, "/socket.io/?EIO=4&transport=polling", headers: headers)
        #expect(response.status == 204)
        #expect(response.headers["access-control-allow-headers"] == ["x-token"])
        #expect(response.headers.contains(name: "access-control-allow-methods"))
        try await server.stop()
    }
}

struct AdmissionTests {
    @Test func forbidsAPageThatHasNoBusinessHere() async throws {
        let server = try await TestServer.start()
        let evil: HTTPHeaders = ["origin": "https://evil.example"]
        let response = try await RawHTTP(server).get("/socket.io/?EIO=4&transport=polling", headers: evil)
        #expect(response.status == 403)
        #expect(try JSONValue(parsing: response.body)["code"] == 4)
        await #expect(throws: RawWebSocket.Refused(status: 403)) {
            _ = try await RawWebSocket.connect(server, "EIO=4&transport=websocket", headers: evil)
        }
        #expect(try await server.on { $0.statistics.refusedHandshakes } == 2)
        try await server.stop()
    }

    @Test func tellsClientsToComeBackLater() async throws {
        let server = try await TestServer.start()
        let application = server.application
        try await server.on { _ in
            application.admission = .refuse(.tooManyRequests, message: "slow down", retryAfter: .milliseconds(1500))
        }
        let response = try await RawHTTP(server).get("/socket.io/?EIO=4&transport=polling")
        #expect(response.status == 429 && response.body == "slow down")
        #expect(response.headers["retry-after"] == ["2"])
        await #expect(throws: RawWebSocket.Refused(status: 429)) {
            _ = try await RawWebSocket.connect(server, "EIO=4&transport=websocket")
        }
        try await server.stop()
    }

    @Test func limitsTheNumberOfSessions() async throws {
        let server = try await TestServer.start { $0.maximumSessions = 1 }
        _ = try await PollingSession(server)
        #expect(try await RawHTTP(server).get("/socket.io/?EIO=4&transport=polling").status == 503)
        try await server.stop()
    }
}

struct ResponderTests {
    @Test func handsOtherRequestsToTheResponder() async throws {
        let server = try await TestServer.start()
        let http = RawHTTP(server)
        let page = try await http.get("/page?x=1")
        #expect(page.status == 200 && page.body == "a page?x=1")
        #expect(try await http.post("/body", "a body").body == "a body")
        #expect(try await http.get("/later").status == 202)
        #expect(try await http.get("/broken").status == 500)
        #expect(try await http.get("/socket.io/socket.io.js").status == 404)
        let head = try await http.request(.HEAD, "/page")
        #expect(head.status == 200 && head.body.isEmpty && head.headers["content-length"] == ["7"])
        #expect(try await http.post("/body", String(repeating: "x", count: 1001)).status == 413)
        try await server.stop()
    }
}
