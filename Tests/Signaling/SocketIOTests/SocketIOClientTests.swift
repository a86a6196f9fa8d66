import Foundation
import JSON
import LiveProcesses
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import SocketIOClient
import SocketIOCore
import SocketIOServer
import Synchronization
import Testing

/// Our client with everything it tells in one mailbox.
final class TestClient: Sendable {
    enum Event: Sendable, Equatable {
        case connected(hasID: Bool)
        case disconnected(SocketIODisconnectReason)
        case event(String, [JSONValue])
        case state(SocketIOClient.State)
        case pin(String, CertificatePin)
    }

    let client: SocketIOClient
    let events = Mailbox<Event>()

    init(_ urls: [String], _ configure: (inout SocketIOClientConfiguration) -> Void = { _ in }) throws {
        var configuration = SocketIOClientConfiguration(urls: try urls.map { try SocketIOURL($0) })
        configuration.backoff.base = .milliseconds(20)
        configuration.backoff.cap = .milliseconds(100)
        configure(&configuration)
        var handlers = SocketIOClient.Handlers()
        handlers.onConnect = { [events] in events.post(.connected(hasID: $0 != nil)) }
        handlers.onDisconnect = { [events] in events.post(.disconnected($0)) }
        handlers.onStateChange = { [events] in events.post(.state($0)) }
        handlers.onPin = { [events] in events.post(.pin($0, $1)) }
        handlers.onEvent = { [events] event, reply in
            if event.name == "question" {
                reply?([.integer((event.arguments.first?.integer ?? 0) + 1)])
            } else {
                events.post(.event(event.name, event.arguments))
            }
        }
        client = SocketIOClient(
            eventLoop: MultiThreadedEventLoopGroup.singleton.next(),
            configuration: configuration,
            handlers: handlers,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        client.start()
    }

    /// The next that is no change of state.
    func next() async throws -> Event {
        try await events.first { if case .state = $0 { false } else { true } }
    }

    func failure() async throws -> SocketIOClientFailure {
        while true {
            if case .state(.waiting(_, let failure)) = try await events.next() { return failure }
        }
    }

    func joined() async throws {
        #expect(try await next() == .connected(hasID: true))
        guard case .event("welcome", _) = try await next() else {
            Issue.record("no welcome")
            return
        }
    }

    @discardableResult
    func emit(_ name: String, _ arguments: JSONValue...) async throws -> Bool {
        try await client.eventLoop.submit { [client] in client.emit(name, arguments) }.get()
    }

    func ask(_ name: String, _ arguments: JSONValue..., timeout: Duration = .seconds(30)) async throws -> [JSONValue] {
        let promise = client.eventLoop.makePromise(of: [JSONValue].self)
        client.eventLoop.execute { [client] in
            let sent = client.emit(name, arguments, timeout: timeout) { promise.completeWith($0.mapError { $0 }) }
            if !sent { promise.fail(SocketIOAcknowledgementError.disconnected) }
        }
        return try await promise.futureResult.get()
    }

    func stop() async throws {
        try await client.stop().get()
    }
}

struct SocketIOClientTests {
    @Test func connectsAndExchangesEventsAndAnswers() async throws {
        let server = try await TestServer.start()
        let client = try TestClient(["ws://localhost:\(server.port)"]) { $0.auth = ["token": "t"] }
        #expect(try await client.next() == .connected(hasID: true))
        #expect(try await client.next() == .event("welcome", [["auth": ["token": "t"]]]))
        #expect(try await client.ask("echo", "grüße", 1, .null) == ["grüße", 1, .null])
        #expect(try await client.ask("ask me", 41) == [42])
        try await client.emit("message", ["x": .string(String(repeating: "y", count: 100_000))])
        guard case .event("message-back", let arguments) = try await client.next() else {
            Issue.record("no echo")
            return
        }
        #expect(arguments.first?["x"]?.string?.utf8.count == 100_000)
        try await client.stop()
        #expect(try await client.next() == .disconnected(.closedLocally))
        _ = try await server.events.first { $0 == .disconnected(.clientDisconnect) }
        try await server.stop()
    }

    @Test func saysNothingWhileItIsNotConnected() async throws {
        let client = try TestClient(["ws://127.0.0.1:9"])
        guard case .unreachable = try await client.failure() else {
            Issue.record("reached a port where nobody listens")
            return
        }
        #expect(try await client.emit("lost") == false)
        try await client.stop()
    }

    @Test func timesOutOnAnswersThatDoNotCome() async throws {
        let server = try await TestServer.start()
        let client = try TestClient(["ws://127.0.0.1:\(server.port)"])
        try await client.joined()
        await #expect(throws: SocketIOAcknowledgementError.timedOut) {
            try await client.ask("nobody answers", timeout: .milliseconds(50))
        }
        try await client.stop()
        try await server.stop()
    }

    @Test func comesBackAfterEveryKindOfEnd() async throws {
        let server = try await TestServer.start()
        let client = try TestClient(["ws://127.0.0.1:\(server.port)"])
        try await client.joined()
        for (name, reason) in [("close", SocketIODisconnectReason.transportClosed), ("throw me out", .serverDisconnect)] {
            try await client.emit(name)
            #expect(try await client.next() == .disconnected(reason))
            try await client.joined()
        }
        try await client.stop()
        try await server.stop()
    }

    @Test func failsPendingAnswersWhenTheConnectionIsLost() async throws {
        let server = try await TestServer.start()
        let client = try TestClient(["ws://127.0.0.1:\(server.port)"])
        try await client.joined()
        let answer = Task { try await client.ask("nobody answers") }
        _ = try await server.events.first { $0 == .event("nobody answers") }
        try await client.emit("close")
        await #expect(throws: SocketIOAcknowledgementError.disconnected) { try await answer.value }
        try await client.stop()
        try await server.stop()
    }

    @Test func triesItsServersInTurn() async throws {
        let server = try await TestServer.start()
        let client = try TestClient(["ws://127.0.0.1:9", "ws://no-such-host.invalid", "http://127.0.0.1:\(server.port)/"])
        try await client.joined()
        try await client.stop()
        try await server.stop()
    }

    @Test func waitsForAServerThatStartsLater() async throws {
        let first = try await TestServer.start()
        let port = first.port
        try await first.stop()
        let client = try TestClient(["ws://127.0.0.1:\(port)"])
        _ = try await client.failure()
        _ = try await client.failure()
        let second = try await TestServer.start(port: port)
        try await client.joined()
        try await client.stop()
        try await second.stop()
    }

    @Test func reportsAServerThatIsNone() async throws {
        let server = try await TestServer.start { $0.path = "/elsewhere/" }
        let client = try TestClient(["ws://127.0.0.1:\(server.port)"])
        #expect(try await client.failure() == .refused(status: 404))
        try await client.stop()
        let found = try TestClient(["ws://127.0.0.1:\(server.port)/elsewhere"])
        try await found.joined()
        try await found.stop()
        try await server.stop()
    }

    @Test func comesBackWhenTheServerIsFullForAMoment() async throws {
        let server = try await TestServer.start()
        let application = server.application
        try await server.on { _ in application.admission = .refuse(.serviceUnavailable, message: "full", retryAfter: nil) }
        let client = try TestClient(["ws://127.0.0.1:\(server.port)"])
        #expect(try await client.failure() == .refused(status: 503))
        try await server.on { _ in application.admission = .accept }
        try await client.joined()
        try await client.stop()
        try await server.stop()
    }

    @Test(arguments: [
        ("ws://host", "ws://host/socket.io/", "host:80"), ("wss://host", "wss://host/socket.io/", "host:443"),
        ("http://host:8080/", "ws://host:8080/socket.io/", "host:8080"), ("https://h/base?x=1", "wss://h/base/", "h:443"),
        ("ws://[::1]:3000", "ws://[::1]:3000/socket.io/", "[::1]:3000"),
        ("WS://10.0.0.1", "ws://10.0.0.1/socket.io/", "10.0.0.1:80"),
    ])
    func readsURLs(text: String, description: String, authority: String) throws {
        let url = try SocketIOURL(text)
        #expect(url.description == description)
        #expect(url.authority == authority)
    }

    @Test(arguments: [
        "", "host", "ftp://host", "ws://", "ws://:80", "ws://host:0", "ws://host:x", "ws://host:70000", "ws://u:p@host",
        "ws://[::1", "ws://ho st", "ws://host/a b",
    ])
    func refusesWhatIsNoURL(text: String) {
        #expect(throws: SocketIOURL.ParseError.self) { try SocketIOURL(text) }
    }
}

struct TrustTests {
    /// A key and a self-signed certificate, made for each test.
    private struct Identity {
        let certificate: NIOSSLCertificate
        let context: NIOSSLContext

        init() throws {
            let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: directory) }
            let key = directory.appending(path: "key.pem").path
            let file = directory.appending(path: "certificate.pem").path
            let openssl = Process()
            openssl.executableURL = URL(filePath: "/usr/bin/env")
            openssl.arguments =
                ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
                + ["-keyout", key, "-out", file, "-days", "2", "-subj", "/CN=test"]
            openssl.standardError = FileHandle.nullDevice
            try openssl.run()
            openssl.waitUntilExit()
            certificate = try #require(try NIOSSLCertificate.fromPEMFile(file).first)
            let configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: [.certificate(certificate)],
                privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem))
            )
            context = try NIOSSLContext(configuration: configuration)
        }
    }

    @Test func refusesASelfSignedCertificateByDefault() async throws {
        let server = try await TestServer.start(tls: try Identity().context)
        let client = try TestClient(["wss://127.0.0.1:\(server.port)"])
        guard case .tls = try await client.failure() else {
            Issue.record("connected to a stranger")
            return
        }
        try await client.stop()
        try await server.stop()
    }

    @Test func pinsAtFirstUseAndKeepsToIt() async throws {
        let server = try await TestServer.start(port: UnusedPort.onLoopback(), tls: try Identity().context)
        let authority = "localhost:\(server.port)"
        let client = try TestClient(["wss://\(authority)"]) { $0.trust = .firstUse(known: [:]) }
        guard case .pin(authority, let pin) = try await client.next() else {
            Issue.record("no pin")
            return
        }
        try await client.joined()
        try await client.stop()
        #expect(CertificatePin(pin.description) == pin)
        #expect(CertificatePin(pin.description.uppercased()) == pin)

        let pinned = try TestClient(["wss://\(authority)"]) { $0.trust = .pinned(pin) }
        try await pinned.joined()
        try await pinned.stop()
        try await server.stop()

        let impostor = try await TestServer.start(port: server.port, tls: try Identity().context)
        let faithful = try TestClient(["wss://\(authority)"]) { $0.trust = .firstUse(known: [authority: pin]) }
        guard case .untrustedCertificate(pin, _) = try await faithful.failure() else {
            Issue.record("trusted an impostor")
            return
        }
        try await faithful.stop()
        try await impostor.stop()
    }

    @Test(arguments: ["", "sha256:", "sha1:00", "sha256:xy", String(repeating: "0", count: 64)])
    func refusesWhatIsNoPin(text: String) {
        #expect(CertificatePin(text) == nil)
    }
}
