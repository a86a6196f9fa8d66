import Foundation
import LiveProcesses
import RESP
import RedisClient
import Testing

/// Against a real redis-server.
@Suite(.timeLimit(.minutes(1)))
struct RedisLinkTests {
    @Test func carriesOutCommandsInTheirOrder() async throws {
        let redis = try await RedisServer()
        let link = try await LinkProbe(redis.url)
        try await link.up()
        try await link.send([["SET", "a", "ü"], ["GET", "a"], ["EVAL", "return {1, 'x', false, {}}", "0"], ["NONSENSE"]])
        #expect(try await link.reply() == .status("OK"))
        #expect(try await link.reply().text == "ü")
        #expect(try await link.reply() == .array([.integer(1), .bulk([UInt8(ascii: "x")]), .bulk(nil), .array([])]))
        guard case .error = try await link.reply() else { throw RedisFailure.closed }
        try await link.stop()
        await redis.stop()
    }

    @Test func hearsWhatIsPublishedInItsOrder() async throws {
        let redis = try await RedisServer()
        let link = try await LinkProbe(redis.url)
        try await link.up()
        try await link.send((0..<2000).map { ["PUBLISH", "n:test", "\($0)"] })
        for number in 0..<2000 {
            #expect(try await link.next { if case .message("n:test", let text) = $0 { text } else { nil } } == "\(number)")
        }
        try await link.send([["SET", "a", "1"], ["PUBLISH", "n:nobody", "x"]])
        #expect(try await link.next { $0 == .reply(1, .integer(0)) ? true : nil })
        try await link.stop()
        await redis.stop()
    }

    @Test func comesBackAndListensAgainAfterRedisWasKilled() async throws {
        let redis = try await RedisServer()
        let link = try await LinkProbe(redis.url)
        try await link.up()
        await redis.kill()
        _ = try await link.down()
        #expect(try await !link.isUp())
        try await redis.restart()
        try await link.up()
        try await link.send([["PUBLISH", "n:test", "again"]])
        #expect(try await link.next { if case .message(_, let text) = $0 { text } else { nil } } == "again")
        try await link.stop()
        await redis.stop()
    }

    @Test func comesUpWhenRedisComesLater() async throws {
        let port = UnusedPort.onLoopback()
        let link = try await LinkProbe("redis://127.0.0.1:\(port)")
        let redis = try await RedisServer(port: port)
        try await link.up()
        try await link.stop()
        await redis.stop()
    }

    @Test func doesNotWaitForARedisThatHangs() async throws {
        let redis = try await RedisServer()
        let link = try await LinkProbe(redis.url)
        try await link.up()
        redis.freeze()
        try await link.send([["GET", "a"]])
        #expect(try await link.down() == .silent(RedisSession.replyTimeout))
        redis.thaw()
        try await link.up()
        try await link.stop()
        await redis.stop()
    }

    @Test func makesBothConnectionsAnewWhenOneIsLost() async throws {
        let redis = try await RedisServer()
        let link = try await LinkProbe(redis.url)
        try await link.up()
        _ = try await redis.ask("CLIENT", "KILL", "TYPE", "pubsub")
        #expect(try await link.down() == .closed)
        try await link.up()
        #expect(try await redis.ask("PUBSUB", "NUMSUB", "n:test") == "n:test\n1")
        try await link.stop()
        await redis.stop()
    }

    @Test func bringsThePassword() async throws {
        let redis = try await RedisServer(["--requirepass", "secret"])
        let link = try await LinkProbe(redis.url, password: "secret")
        try await link.up()
        try await link.stop()
        let stranger = try await LinkProbe(redis.url, password: "wrong")
        let failure = try await stranger.down()
        #expect(failure.description.contains("WRONGPASS"))
        try await stranger.stop()
        await redis.stop()
    }

    @Test func speaksTLSWithAnAuthorityOfItsOwn() async throws {
        let directory = NSTemporaryDirectory() + "redis-tls-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let (key, certificate) = (directory + "/key.pem", directory + "/certificate.pem")
        let make = try LiveProcess(
            "openssl",
            ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
                + ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key]
                + ["-out", certificate]
        )
        try #require(try await make.exitCode() == 0)
        let port = UnusedPort.onLoopback()
        let redis = try await RedisServer(
            ["--port", "0", "--tls-port", "\(port)", "--tls-cert-file", certificate, "--tls-key-file", key]
                + ["--tls-ca-cert-file", certificate, "--tls-auth-clients", "no"],
            port: port
        )
        let link = try await LinkProbe("rediss://localhost:\(port)", authorities: certificate)
        try await link.up()
        try await link.send([["PING"]])
        #expect(try await link.reply() == .status("PONG"))
        try await link.stop()
        await redis.stop()
    }
}
