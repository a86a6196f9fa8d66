import Foundation
import JSON
import LiveCoturn
import NIOCore
import RoomServer
import Testing
import Wire

/// The room server and Debian's coturn: is it there, and does it believe our credentials?
@Suite(.serialized, .enabled(if: Coturn.isInstalled, "coturn is not installed"), .timeLimit(.minutes(2)))
struct RelayTests {
    private static let token = "0123456789abcdef"

    /// A server whose operating port tells how the relay does.
    private func withRelay(
        _ urls: [String],
        secrets: [String] = [Coturn.secret],
        certificate: String? = nil,
        _ configure: (inout RoomServerConfiguration) -> Void = { _ in },
        _ body: (_ port: Int, _ operating: Int) async throws -> Void
    ) async throws {
        try await withServer({
            $0.rooms.turn = TURNAccess(urls: urls, secret: Redacted(""), timeToLive: .seconds(600))
                .with(secrets.map { Redacted($0) })
            $0.relay.interval = .seconds(1)
            $0.relay.certificates = certificate
            $0.operating = OperatingConfiguration(
                listen: [RoomServerConfiguration.Listen(host: "127.0.0.1", port: 0)],
                token: Redacted(Self.token)
            )
            configure(&$0)
        }) { server, port in
            try await body(port, Int(try #require(server.operatingAddresses.first).port))
        }
    }

    /// Asks again and again until health says so.
    private func wait(for relay: String, at port: Int) async throws {
        while true {
            let response = try await ask(port, "GET /healthz HTTP/1.1\nHost: localhost")
            #expect(response.status == 200)
            if response.body.contains(#""relay":"\#(relay)""#) { return }
        }
    }

    private func metrics(_ operating: Int) async throws -> [Substring] {
        let response = try await ask(
            operating,
            "GET /metrics HTTP/1.1\nHost: localhost\nAuthorization: Bearer \(Self.token)"
        )
        return response.body.split(separator: "\n").filter { $0.hasPrefix("diascope_room_relay_up{") }
    }

    @Test func showsThatEveryWayWorks() async throws {
        let coturn = try await Coturn.start()
        let urls = ["udp", "tcp", "tls"].map { coturn.url($0) }
        try await withRelay(urls, certificate: coturn.certificate) { port, operating in
            try await wait(for: "ok", at: port)
            try await wait(for: "ok", at: operating)
            let up = try await metrics(operating)
            #expect(up == urls.map { "diascope_room_relay_up{url=\"\($0)\"} 1" })
        }
        await coturn.stop()
    }

    @Test func showsWhichWayDoesNotWork() async throws {
        let coturn = try await Coturn.start()
        let urls = [coturn.url("udp"), coturn.url("tls")]
        // The system does not know the authority of its certificate.
        try await withRelay(urls) { port, operating in
            try await wait(for: "failing", at: port)
            let up = try await metrics(operating)
            #expect(up == zip(urls, [1, 0]).map { "diascope_room_relay_up{url=\"\($0)\"} \($1)" })
        }
        await coturn.stop()
    }

    @Test func noticesThatTheSecretIsWrongAndThatItIsRightAgain() async throws {
        let coturn = try await Coturn.start()
        let directory = try TemporaryDirectory()
        let path = directory.path + "/turn.secret"
        try Data("another".utf8).write(to: URL(filePath: path))
        try await withRelay([coturn.url("udp")], secrets: ["another"]) {
            $0.fileInterval = .milliseconds(20)
            $0.relay.secretPath = path
            $0.relay.readSecrets = {
                try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { Redacted(String($0)) }
            }
        } _: { port, _ in
            try await wait(for: "failing", at: port)
            try Data("\(Coturn.secret)\nanother\n".utf8).write(to: URL(filePath: path))
            try await wait(for: "ok", at: port)
        }
        await coturn.stop()
    }

    /// While a secret changes coturn believes both, so that TVs with older credentials are let in, and ours come with the first.
    @Test func coturnBelievesBothSecretsWhileTheyChange() async throws {
        let coturn = try await Coturn.start(secrets: ["the new one", "the old one"])
        for secrets in [["the new one", "the old one"], ["the old one"]] {
            try await withRelay([coturn.url("udp")], secrets: secrets) { port, _ in try await wait(for: "ok", at: port) }
        }
        await coturn.stop()
    }

    @Test func saysThatTheTURNServerKnowsOnlyTheOldSecret() async throws {
        let coturn = try await Coturn.start(secrets: ["the old one"])
        let log = CapturedLog()
        let directory = try TemporaryDirectory()
        var configuration = RoomServerConfiguration(stateDirectory: directory.path)
        configuration.listen = [RoomServerConfiguration.Listen(host: "127.0.0.1", port: 0)]
        configuration.drain = .immediate
        configuration.rooms.turn = TURNAccess(urls: [coturn.url("udp")], secret: Redacted(""), timeToLive: .seconds(600))
            .with([Redacted("the new one"), Redacted("the old one")])
        let server = try await RoomServer.start(configuration: configuration, logger: log.logger)
        let port = Int(try #require(server.boundAddresses.first).port)
        try await wait(for: "failing", at: port)
        #expect(log.text.contains("knowsOnlyTheOldSecret"))
        await server.shutdown()
        await coturn.stop()
    }
}
