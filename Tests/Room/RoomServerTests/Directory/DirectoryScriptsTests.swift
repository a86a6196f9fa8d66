import JSON
import LiveProcesses
import RESP
import RoomServer
import SeededRandom
import SocketIOCore
import Testing
import Wire

/// What a real Redis answers to the directory's commands.
@Suite(.timeLimit(.minutes(1)))
struct DirectoryScriptsTests {
    private let a: NodeID
    private let b: NodeID
    private let code: ProjectionCode
    private let rates: GuessRates

    init() throws {
        var random = SeededGenerator(seed: 5)
        a = NodeID(random: &random)
        b = NodeID(random: &random)
        code = try #require(ProjectionCode(typed: "ABCDEF"))
        var configuration = RoomsConfiguration()
        // What one network may do is looked at, not what everybody may.
        configuration.failedJoinsPerSecond = 1000
        var rates = GuessRates(configuration)
        // As good as never forgiven within a test, however long the machine takes for it.
        rates.network.interval = .seconds(1000)
        rates.site.interval = .seconds(1000)
        self.rates = rates
    }

    /// The lines that `redis-cli` prints.
    private func ask(_ redis: RedisServer, _ command: DirectoryCommand, of node: NodeID) async throws -> [String] {
        let words = command.words(node: node, reservation: .seconds(100))
        return try await redis.ask(words).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private func generation(_ lines: [String]) throws -> Int64 {
        try #require(lines.first == "granted" ? lines.dropFirst().first.flatMap { Int64($0) } : nil, "\(lines)")
    }

    @Test func grantACodeToItsOwnerAndNobodyElse() async throws {
        let redis = try await RedisServer()
        let first = try await ask(redis, .claim(code, owner: "one", age: nil), of: a)
        #expect(first.count == 3 && first[2] == "")
        #expect(try await ask(redis, .claim(code, owner: "two", age: nil), of: b) == ["taken"])
        let second = try await ask(redis, .claim(code, owner: "one", age: nil), of: b)
        #expect(second[2] == a.description)
        #expect(try generation(second) > generation(first))
        // What the first server still believes is older, whether it renews or tells of it for the first time.
        #expect(try await ask(redis, .renew(code, owner: "one", generation: generation(first)), of: a) == ["superseded"])
        #expect(try await ask(redis, .claim(code, owner: "one", age: .seconds(60)), of: a) == ["superseded"])
        let renewed = try await ask(redis, .renew(code, owner: "one", generation: generation(second)), of: b)
        #expect(try generation(renewed) == generation(second))
        await redis.stop()
    }

    @Test func giveTheCodeBackAfterRedisForgotIt() async throws {
        let redis = try await RedisServer()
        let granted = try generation(await ask(redis, .claim(code, owner: "one", age: nil), of: a))
        _ = try await redis.ask("FLUSHALL")
        #expect(try generation(await ask(redis, .renew(code, owner: "one", generation: granted), of: a)) == granted)
        #expect(try Int(await redis.ask("PTTL", "rs:1:code:ABCDEF")) ?? 0 > 90_000)
        await redis.stop()
    }

    @Test func ignoreALateWordAboutAnEarlierRegistration() async throws {
        let redis = try await RedisServer()
        let first = try generation(await ask(redis, .claim(code, owner: "one", age: nil), of: a))
        let second = try generation(await ask(redis, .claim(code, owner: "one", age: nil), of: b))
        #expect(try await ask(redis, .leave(code, generation: first), of: a) == ["0"])
        #expect(try await ask(redis, .free(code, generation: first), of: a) == ["0"])
        #expect(try await redis.ask("HGET", "rs:1:code:ABCDEF", "live") == "1")
        #expect(try await ask(redis, .leave(code, generation: second), of: b) == ["1"])
        #expect(try await redis.ask("HGET", "rs:1:code:ABCDEF", "live") == "0")
        #expect(try await ask(redis, .free(code, generation: second), of: b) == ["1"])
        #expect(try await redis.ask("EXISTS", "rs:1:code:ABCDEF") == "0")
        await redis.stop()
    }

    @Test func findATVWhileItsServerIsThere() async throws {
        let redis = try await RedisServer()
        let locate = DirectoryCommand.locate(code, guesser: nil, rates)
        #expect(try await ask(redis, locate, of: b) == ["unknown"])
        let granted = try generation(await ask(redis, .claim(code, owner: "one", age: nil), of: a))
        #expect(try await ask(redis, locate, of: b) == ["unknown"])
        let notice = NodeNotice(url: "https://a", keyFingerprint: "k", codes: [6: 1])
        let listener = try await redis.listener(on: "rs:1:n:\(a)")
        #expect(try await ask(redis, .heartbeat(notice), of: a) == [a.description, notice.json.serialized(), "1"])
        #expect(try await ask(redis, locate, of: b) == ["at", a.description, "\(granted)"])
        #expect(try await ask(redis, .absent(a), of: b) == ["0"])
        // Nobody listens there any more: it is gone, at once, and before anyone has said so.
        try await redis.stop(listener, on: "rs:1:n:\(a)")
        #expect(try await ask(redis, locate, of: b) == ["unknown"])
        #expect(try await ask(redis, .absent(a), of: b) == ["1"])
        #expect(try await ask(redis, locate, of: b) == ["unknown"])
        _ = try await ask(redis, .heartbeat(notice), of: a)
        #expect(try await ask(redis, .goodbye, of: a) == ["1"])
        #expect(try await ask(redis, .heartbeat(notice), of: b).first == b.description)
        await redis.stop()
    }

    /// What Redis does for a code that nobody has, and for one whose TV is away: the same, command by command.
    @Test func doAsMuchForACodeThatNobodyHasAsForOneWhoseTVIsAway() async throws {
        let redis = try await RedisServer()
        let unknown = try #require(ProjectionCode(typed: "ZZZZZZ"))
        let granted = try generation(await ask(redis, .claim(code, owner: "one", age: nil), of: a))
        _ = try await ask(redis, .leave(code, generation: granted), of: a)
        var calls: [[String]] = []
        for (guessed, address) in [(unknown, "203.0.113.1"), (code, "203.0.113.2")] {
            _ = try await redis.ask("CONFIG", "RESETSTAT")
            #expect(try await ask(redis, .locate(guessed, guesser: IPAddress(address), rates), of: b) == ["unknown"])
            let lines = try await redis.ask("INFO", "commandstats").split(whereSeparator: \.isNewline)
            // Such as "cmdstat_hmget:calls=1,usec=7,…"; the commands that ask for this are not counted.
            calls.append(
                lines.filter { $0.hasPrefix("cmdstat_") && !$0.hasPrefix("cmdstat_config") && !$0.hasPrefix("cmdstat_info") }
                    .map { String($0.prefix { $0 != "," }) }.sorted()
            )
        }
        #expect(calls.first?.contains("cmdstat_hmget:calls=1") == true, "\(calls)")
        #expect(calls.first == calls.last)
        await redis.stop()
    }

    @Test func limitGuessesAsOneServerDoes() async throws {
        let redis = try await RedisServer()
        let other = try #require(ProjectionCode(typed: "ZZZZZZ"))
        func guess(_ address: String, _ code: ProjectionCode) async throws -> [String] {
            try await ask(redis, .locate(code, guesser: IPAddress(address), rates), of: a)
        }
        for _ in 0..<5 { #expect(try await guess("203.0.113.9", other) == ["unknown"]) }
        let limited = try await guess("203.0.113.9", code)
        #expect(limited.first == "limited")
        #expect((1...1_000_000_000).contains(try #require(limited.last.flatMap { Int($0) })))
        #expect(try await guess("203.0.113.10", other) == ["unknown"])
        // A /64 is one network, and a /48 has no more than six.
        for host in 0..<5 { #expect(try await guess("2001:db8::\(host + 1)", other) == ["unknown"]) }
        #expect(try await guess("2001:db8::99", other).first == "limited")
        for network in 1..<6 {
            for _ in 0..<5 { _ = try await guess("2001:db8:0:\(network)::1", other) }
        }
        #expect(try await guess("2001:db8:0:77::1", other).first == "limited")
        // Right codes cost nothing.
        let notice = NodeNotice(url: "", keyFingerprint: "", codes: [:])
        let listener = try await redis.listener(on: "rs:1:n:\(a)")
        _ = try await ask(redis, .heartbeat(notice), of: a)
        _ = try await ask(redis, .claim(code, owner: "one", age: nil), of: a)
        for _ in 0..<8 { #expect(try await guess("192.0.2.1", code).first == "at") }
        await listener.stop()
        await redis.stop()
    }

    @Test func keepHalfOfEverybodysGuessesForWhoHasMadeNone() async throws {
        let redis = try await RedisServer()
        var configuration = RoomsConfiguration()
        // As good as no refill within the test: 4 at once, of which 2 are for newcomers.
        configuration.failedJoinsPerSecond = 20
        var rates = GuessRates(configuration)
        rates.everyone.interval = .seconds(1000)
        func guess(_ address: String) async throws -> [String] {
            try await ask(redis, .locate(code, guesser: IPAddress(address), rates), of: a)
        }
        #expect(try await guess("192.0.2.1") == ["unknown"])
        #expect(try await guess("192.0.2.1") == ["unknown"])
        #expect(try await guess("192.0.2.1").first == "limited")
        #expect(try await guess("192.0.2.2") == ["unknown"])
        #expect(try await guess("192.0.2.3") == ["unknown"])
        #expect(try await guess("192.0.2.4").first == "limited")
        await redis.stop()
    }
}
