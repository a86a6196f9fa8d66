import RESP
import Testing
import Wire

@Suite struct RedisSessionTests {
    private let start = MonotonicTime.zero

    private func drain(_ session: inout RedisSession) -> [RedisSession.Output] {
        var outputs: [RedisSession.Output] = []
        while let output = session.pollOutput() { outputs.append(output) }
        return outputs
    }

    private func command(_ words: String...) -> RedisSession.Output {
        var bytes: [UInt8] = []
        RESPValue(command: words).append(to: &bytes)
        return .send(bytes)
    }

    private func openSession() -> RedisSession {
        var session = RedisSession(purpose: .commands, credentials: nil, database: 0, now: start)
        session.receive("+PONG\r\n".utf8, now: start)
        _ = drain(&session)
        return session
    }

    @Test func opensWithPasswordAndDatabase() {
        let credentials = RedisSession.Credentials(user: "rooms", password: Redacted("secret"))
        var session = RedisSession(purpose: .commands, credentials: credentials, database: 2, now: start)
        #expect(drain(&session) == [command("AUTH", "rooms", "secret"), command("SELECT", "2"), command("PING")])
        session.receive("+OK\r\n+OK\r\n".utf8, now: start)
        #expect(!session.isReady)
        session.receive("+PONG\r\n".utf8, now: start)
        #expect(drain(&session) == [.ready])
    }

    @Test func saysWhyRedisRefuses() {
        let credentials = RedisSession.Credentials(user: nil, password: Redacted("wrong"))
        var session = RedisSession(purpose: .commands, credentials: credentials, database: 0, now: start)
        _ = drain(&session)
        session.receive("-WRONGPASS invalid username-password pair\r\n+PONG\r\n".utf8, now: start)
        #expect(drain(&session) == [.failed(.refused("WRONGPASS invalid username-password pair"))])
        var full = openSession()
        full.receive("-ERR max number of clients reached\r\n".utf8, now: start)
        #expect(drain(&full) == [.failed(.refused("ERR max number of clients reached"))])
    }

    @Test func matchesRepliesWithCommandsInTheirOrder() {
        var session = openSession()
        for number in 0..<3000 { session.send(["GET", "\(number)"], number: number, now: start) }
        _ = drain(&session)
        for number in 0..<3000 { session.receive(":\(number)\r\n".utf8, now: start) }
        #expect(drain(&session) == (0..<3000).map { .reply($0, .integer(Int64($0))) })
        session.send(["EVAL", "?"], number: 7, now: start)
        _ = drain(&session)
        session.receive("-ERR no\r\n".utf8, now: start)
        #expect(drain(&session) == [.reply(7, .error("ERR no"))])
        #expect(session.isReady)
    }

    @Test func listensOnceEveryChannelIsConfirmed() {
        var session = RedisSession(purpose: .subscription(["a", "b"]), credentials: nil, database: 0, now: start)
        #expect(drain(&session) == [command("SUBSCRIBE", "a"), command("SUBSCRIBE", "b")])
        session.receive("*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n".utf8, now: start)
        #expect(drain(&session) == [])
        session.receive("*3\r\n$7\r\nmessage\r\n$1\r\na\r\n$2\r\nhi\r\n".utf8, now: start)
        session.receive("*3\r\n$9\r\nsubscribe\r\n$1\r\nb\r\n:2\r\n".utf8, now: start)
        #expect(drain(&session) == [.message(channel: "a", Array("hi".utf8)), .ready])
    }

    @Test func asksASilentConnectionAndGivesItUp() {
        var session = openSession()
        #expect(session.nextDeadline == start + RedisSession.pingInterval)
        let asked = start + RedisSession.pingInterval
        session.handleTimeout(now: asked)
        #expect(drain(&session) == [command("PING")])
        session.receive("+PONG\r\n".utf8, now: asked + .seconds(1))
        #expect(session.nextDeadline == asked + .seconds(1) + RedisSession.pingInterval)
        session.handleTimeout(now: asked + .seconds(6))
        _ = drain(&session)
        session.handleTimeout(now: asked + .seconds(9))
        #expect(drain(&session) == [.failed(.silent(RedisSession.replyTimeout))])
        #expect(session.nextDeadline == nil)
    }

    @Test func givesUpOnARedisThatTakesACommandAndNeverAnswers() {
        var session = openSession()
        session.send(["GET", "a"], number: 1, now: start)
        _ = drain(&session)
        session.handleTimeout(now: start + .seconds(2))
        #expect(drain(&session) == [])
        session.handleTimeout(now: start + RedisSession.replyTimeout)
        #expect(drain(&session) == [.failed(.silent(RedisSession.replyTimeout))])
    }

    @Test func failsOnceAndSaysNothingAfterwards() {
        var session = openSession()
        session.receive("?\r\n".utf8, now: start)
        session.closed()
        session.send(["GET", "a"], number: 1, now: start)
        session.receive("+OK\r\n".utf8, now: start)
        #expect(drain(&session) == [.failed(.malformed(.unknownType(UInt8(ascii: "?"))))])
    }
}
