import Foundation
import JSON
import RoomServer
import Testing
import Wire

/// What nobody may read in a log, at any level: tokens, codes, tickets, and the ids that own sessions.
@Suite(.timeLimit(.minutes(1)))
struct LogTests {
    @Test func saysWhoCameAndNothingThatIsSecret() async throws {
        let directory = try TemporaryDirectory()
        let log = CapturedLog()
        var configuration = RoomServerConfiguration(stateDirectory: directory.path)
        configuration.listen = [RoomServerConfiguration.Listen(host: "127.0.0.1", port: 0)]
        configuration.drain = .immediate
        configuration.operating = OperatingConfiguration(
            listen: [RoomServerConfiguration.Listen(host: "127.0.0.1", port: 0)],
            token: Redacted("the operator's own")
        )
        let server = try await RoomServer.start(configuration: configuration, logger: log.logger)
        let port = Int(try #require(server.boundAddresses.first).port)
        let operating = Int(try #require(server.operatingAddresses.first).port)
        let tv = try await LiveClient("http://127.0.0.1:\(port)")
        try await tv.say("TV_REGISTER", ["name": "Hall"])
        let registered = try await tv.next("TV_REGISTER_SUCCESS")
        let code = try #require(registered["projCode"]?.string)
        let token = try #require(registered["token"]?.string)
        let sender = try await LiveClient("http://127.0.0.1:\(port)")
        try await sender.say("CONNECT_TO_TV", ["projCode": .string(code)])
        let ticket = try #require(try await sender.next("CONNECT_TO_TV_SUCCESS")["resumeTicket"]?.string)
        try await sender.say("CONNECT_TO_TV", ["projCode": 7])
        _ = try await sender.next("CONNECT_TO_TV_ERROR")
        try await sender.say("TV_REGISTER", ["projCode": .string(code), "token": "a wrong one"])
        _ = try await sender.next("TV_REGISTER_ERROR")
        _ = try await ask(port, "GET /\(code) HTTP/1.1\nHost: localhost")
        let opened = try await ask(port, "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\nHost: localhost").body
        let sid = try #require(opened.components(separatedBy: #""sid":""#).last?.prefix { $0 != "\"" })
        let rotated = try await ask(
            operating,
            "POST /rooms/\(code)/rotate HTTP/1.1\nHost: localhost\nAuthorization: Bearer the operator's own"
        )
        #expect(rotated.status == 200)
        let newCode = try #require(try JSONValue(parsing: rotated.body.trimmingCharacters(in: .newlines))["code"]?.string)
        _ = try await ask(operating, "GET /rooms HTTP/1.1\nHost: localhost\nAuthorization: Bearer a guess")
        try await tv.stop()
        try await sender.stop()
        await server.shutdown()
        let text = log.text
        for line in [
            "room server listens", "a TV has its code", "a sender is in a room", "a client was refused",
            "a client's connection has ended", "the operator's port was used", "a wrong token at the operating port",
        ] {
            #expect(text.contains(line), "\(line) in\n\(text)")
        }
        for secret in [code, newCode, token, ticket, String(sid), "a wrong one", "the operator's own", "a guess"] {
            #expect(!text.contains(secret), "\(secret) in\n\(text)")
        }
    }
}
