import Foundation
import JSON
import NIOCore
import RoomServer
import SocketIOCore
import Testing
import Wire

/// Stopping, and certificates that change while the server runs.
@Suite(.timeLimit(.minutes(2)))
struct StoppingTests {
    private let offer: JSONValue = ["offer": ["type": "offer", "sdp": "v=0\r\n"]]
    private let answer: JSONValue = ["answer": ["type": "answer", "sdp": "v=0\r\n"]]

    @Test func isReadyWhileItServes() async throws {
        try await withServer { _, port in
            let response = try await ask(port, "GET /readyz HTTP/1.1\nHost: localhost")
            #expect(response.status == 200)
            #expect(response.body == #"{"status":"ready"}"#)
            #expect(response.headers["cache-control"] == "no-store")
        }
    }

    @Test func letsNegotiationsEndBeforeItStops() async throws {
        try await withServer({
            // It ends when nobody is left.
            $0.drain.quiet = .seconds(3600)
            $0.drain.patience = .seconds(3600)
        }) { server, port in
            let tv = try await LiveClient("http://127.0.0.1:\(port)")
            try await tv.say("TV_REGISTER")
            let code = try #require(try await tv.next("TV_REGISTER_SUCCESS")["projCode"]?.string)
            let sender = try await LiveClient("http://127.0.0.1:\(port)")
            try await sender.say("CONNECT_TO_TV", ["projCode": .string(code)])
            try await sender.say("RTC_Client_Offer_To_Server", offer)
            _ = try await tv.next("RTC_Client_Offer_To_TV")
            let stopping = Task { await server.shutdown() }
            while try await ask(port, "GET /readyz HTTP/1.1\nHost: localhost").status == 200 {}
            let ready = try await ask(port, "GET /readyz HTTP/1.1\nHost: localhost")
            #expect(ready.body == #"{"status":"draining"}"#)
            let health = try await ask(port, "GET /healthz HTTP/1.1\nHost: localhost")
            #expect(health.status == 200)
            for query in ["transport=polling", "transport=polling&x=1"] {
                let refused = try await ask(port, "GET /socket.io/?EIO=4&\(query) HTTP/1.1\nHost: localhost")
                #expect(refused.status == 503)
                #expect(refused.headers["retry-after"] == "5")
            }
            let upgrade = """
                GET /socket.io/?EIO=4&transport=websocket HTTP/1.1
                Host: localhost
                Upgrade: websocket
                Connection: Upgrade
                Sec-WebSocket-Version: 13
                Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==
                """
            let refused = try await exchange(port, upgrade.replacingOccurrences(of: "\n", with: "\r\n") + "\r\n\r\n")
            #expect(refused.hasPrefix("HTTP/1.1 503 "))
            // Those who are there go on.
            try await tv.say("RTC_TV_Answer_To_Server", answer)
            _ = try await sender.next("RTC_TV_Answer_To_Client")
            try await tv.stop()
            try await sender.stop()
            await stopping.value
        }
    }

    /// What stock clients do not come back from is `41`.
    @Test func closesWithoutLeavingSoThatClientsComeBack() async throws {
        let directory = try TemporaryDirectory()
        var configuration = RoomServerConfiguration(stateDirectory: directory.path)
        configuration.listen = [RoomServerConfiguration.Listen(host: "127.0.0.1", port: 0)]
        configuration.drain.patience = .zero
        configuration.drain.spread = .milliseconds(100)
        let log = CapturedLog()
        let first = try await RoomServer.start(configuration: configuration, logger: log.logger)
        configuration.listen[0].port = Int(try #require(first.boundAddresses.first).port)
        let url = "http://127.0.0.1:\(configuration.listen[0].port)"
        let tv = try await LiveClient(url)
        try await tv.say("TV_REGISTER")
        let registered = try await tv.next("TV_REGISTER_SUCCESS")
        await first.shutdown()
        #expect(await tv.disconnected() == .transportClosed)
        let second = try await RoomServer.start(configuration: configuration, logger: log.logger)
        await tv.connected()
        try await tv.say("TV_REGISTER", registered)
        #expect(try await tv.next("TV_REGISTER_SUCCESS")["projCode"] == registered["projCode"])
        try await tv.stop()
        await second.shutdown()
    }

    @Test func takesUpARenewedCertificateWithoutLosingAnyone() async throws {
        let directory = try TemporaryDirectory()
        let old = try GivenCertificate(in: directory, called: "old")
        let new = try GivenCertificate(in: directory, called: "new")
        try await withServer({
            $0.certificate = .given(certificate: old.path, key: old.path)
            $0.fileInterval = .milliseconds(20)
        }) { _, port in
            let before = try await LiveClient("wss://127.0.0.1:\(port)", pin: old.fingerprint)
            // What is no certificate changes nothing.
            try Data("nonsense".utf8).write(to: URL(filePath: old.path))
            try await LiveClient("wss://127.0.0.1:\(port)", pin: old.fingerprint).stop()
            try FileManager.default.removeItem(atPath: old.path)
            try FileManager.default.copyItem(atPath: new.path, toPath: old.path)
            // Tries until it is served with the new one.
            try await LiveClient("wss://127.0.0.1:\(port)", pin: new.fingerprint).stop()
            try await before.say("TV_REGISTER")
            _ = try await before.next("TV_REGISTER_SUCCESS")
            try await before.stop()
            // The first end of its connection is the one of its own making.
            #expect(await before.disconnected() == .closedLocally)
        }
    }
}
