import JSON
import Testing
import Wire

@testable import SocketIOCore

/// A session and what it has put out, with pings every 25 s, 20 s for the pong, 10 s for an upgrade, 30 s to say goodbye.
struct EngineBench {
    typealias Output = EngineIOServerSession.Output
    var session: EngineIOServerSession
    var now = MonotonicTime.zero

    init(
        _ transport: EngineIOServerSession.Transport,
        revision: EngineIORevision = .four,
        isBase64: Bool = false,
        configuration: EngineIOServerConfiguration = .init()
    ) {
        var random = SystemRandomNumberGenerator()
        session = EngineIOServerSession(
            id: RandomID(using: &random),
            transport: transport,
            revision: revision,
            isBase64: isBase64,
            configuration: configuration,
            now: now
        )
        _ = drain()
    }

    mutating func drain() -> [Output] {
        var outputs: [Output] = []
        while let output = session.pollOutput() { outputs.append(output) }
        return outputs
    }

    mutating func advance(_ duration: Duration) -> [Output] {
        let end = now + duration
        while let deadline = session.nextDeadline, deadline <= end {
            now = max(now, deadline)
            session.handleTimeout(now: now)
        }
        now = end
        return drain()
    }

    mutating func poll() throws(EngineIOHTTPError) -> [Output] {
        try session.pollArrived(now: now)
        return drain()
    }

    mutating func post(_ body: String?) throws(EngineIOHTTPError) -> [Output] {
        try post(body.map { .text($0) } ?? .invalid)
    }

    mutating func post(_ body: EngineIOServerSession.PostBody) throws(EngineIOHTTPError) -> [Output] {
        try session.postStarted()
        try session.postFinished(body, now: now)
        return drain()
    }

    mutating func frame(_ text: String) -> [Output] {
        session.webSocketReceived(text: text, now: now)
        return drain()
    }

    mutating func probe(_ text: String) -> [Output] {
        session.probeReceived(text: text)
        return drain()
    }

    mutating func send(_ packet: EngineIOPacket) -> [Output] {
        session.send(packet)
        return drain()
    }
}

struct EngineIOServerSessionTests {
    @Test func opensOnPollingWithTheHandshakeAsAnswer() throws {
        var random = SystemRandomNumberGenerator()
        let id = RandomID(using: &random)
        var session = EngineIOServerSession(id: id, transport: .polling, configuration: .init(), now: .zero)
        guard case .answerPoll(let text)? = session.pollOutput() else {
            Issue.record("no answer")
            return
        }
        #expect(text.first == "0")
        let json = try JSONValue(parsing: String(text.dropFirst()))
        #expect(json.object?.members.map(\.name) == ["sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload"])
        #expect(json["sid"]?.string == id.description)
        #expect(json["upgrades"] == ["websocket"])
    }

    @Test func offersNoUpgradeOnWebSocket() throws {
        var random = SystemRandomNumberGenerator()
        var session = EngineIOServerSession(
            id: RandomID(using: &random),
            transport: .webSocket,
            configuration: .init(),
            now: .zero
        )
        guard case .sendText(let text)? = session.pollOutput() else {
            Issue.record("no open packet")
            return
        }
        #expect(try EngineIOHandshake(parsing: String(text.dropFirst())).upgrades == [])
    }

    @Test func answersAWaitingPollAsSoonAsThereIsSomethingToSay() throws {
        var bench = EngineBench(.polling)
        #expect(try bench.poll() == [])
        #expect(bench.send(.message("a")) == [.answerPoll("4a")])
        #expect(bench.send(.message("b")) == [])
        #expect(bench.send(.binary([1, 2, 3, 4])) == [])
        #expect(try bench.poll() == [.answerPoll("4b\u{1E}bAQIDBA==")])
    }

    @Test func answersWithNoMorePacketsThanEveryClientTakes() throws {
        var bench = EngineBench(.polling)
        for number in 0..<20 { _ = bench.send(.message("\(number)")) }
        bench.session.close(.serverDisconnect, now: bench.now)
        _ = bench.drain()
        let first = (0..<16).map { "4\($0)" }.joined(separator: "\u{1E}")
        #expect(try bench.poll() == [.answerPoll(first)])
        #expect(try bench.poll() == [.answerPoll("416\u{1E}417\u{1E}418\u{1E}419\u{1E}1"), .released])
    }

    @Test func handsOverThePacketsOfAPost() throws {
        var bench = EngineBench(.polling)
        #expect(try bench.post("4a\u{1E}4b\u{1E}bAQ==") == [.message("a"), .message("b"), .binary([1])])
    }

    @Test(arguments: ["abc", "", "4a\u{1E}", nil])
    func endsAtABrokenPost(body: String?) throws {
        var bench = EngineBench(.polling)
        _ = try bench.poll()
        #expect(throws: EngineIOHTTPError.badRequest) { try bench.post(body) }
        #expect(bench.drain() == [.closed(.protocolViolation), .answerPoll("1"), .released])
        #expect(throws: EngineIOHTTPError.sessionUnknown) { try bench.poll() }
    }

    @Test func endsAtABinaryPost() throws {
        var bench = EngineBench(.polling)
        #expect(throws: EngineIOHTTPError.badRequest) { try bench.post(.binary([0, 1, 0xFF, 0x33])) }
        #expect(bench.drain().first == .closed(.protocolViolation))
    }

    @Test func endsWhenTwoPollsOverlap() throws {
        var bench = EngineBench(.polling)
        _ = try bench.poll()
        #expect(throws: EngineIOHTTPError.badRequest) { try bench.poll() }
        #expect(bench.drain() == [.closed(.protocolViolation), .answerPoll("1"), .released])
    }

    @Test func endsWhenTwoPostsOverlap() throws {
        var bench = EngineBench(.polling)
        try bench.session.postStarted()
        #expect(throws: EngineIOHTTPError.badRequest) { try bench.session.postStarted() }
        #expect(bench.drain() == [.closed(.protocolViolation), .released])
    }

    @Test func outlivesAPostThatBroke() throws {
        var bench = EngineBench(.polling)
        try bench.session.postStarted()
        bench.session.postAborted()
        #expect(try bench.post("4a") == [.message("a")])
    }

    @Test func endsWhenTheConnectionOfAWaitingPollBreaks() throws {
        var bench = EngineBench(.polling)
        _ = try bench.poll()
        bench.session.pollAborted()
        #expect(bench.drain() == [.closed(.transportClosed), .released])
    }

    @Test func endsWithANoopWhenTheClientPostsClose() throws {
        var bench = EngineBench(.polling)
        _ = try bench.poll()
        #expect(try bench.post("1") == [.closed(.transportClosed), .answerPoll("6"), .released])
    }

    @Test(arguments: [EngineIOServerSession.Transport.polling, .webSocket])
    func endsWhenTheClientPings(transport: EngineIOServerSession.Transport) throws {
        var bench = EngineBench(transport)
        let outputs = transport == .polling ? try bench.post("2") : bench.frame("2")
        #expect(outputs.first == .closed(.protocolViolation))
        #expect(outputs.last == .released)
    }

    @Test func ignoresPacketsThatOnlyServersSend() {
        var bench = EngineBench(.webSocket)
        for text in ["0{}", "3", "5", "6"] { #expect(bench.frame(text) == []) }
        #expect(bench.session.isOpen)
    }

    @Test(arguments: ["", "7", "abc"])
    func endsAtABrokenFrame(text: String) {
        var bench = EngineBench(.webSocket)
        #expect(bench.frame(text) == [.closed(.protocolViolation), .closeWebSocket(.protocolViolation), .released])
    }

    @Test func endsAtOnceWhenTheClientClosesOnWebSocket() {
        var bench = EngineBench(.webSocket)
        #expect(bench.frame("1") == [.closed(.transportClosed), .closeWebSocket(.transportClosed), .released])
    }

    @Test func keepsPingingAClientThatAnswers() {
        var bench = EngineBench(.webSocket)
        for _ in 0..<100 {
            #expect(bench.advance(.seconds(25)) == [.sendText("2")])
            #expect(bench.advance(.seconds(19)) == [])
            #expect(bench.frame("3") == [])
        }
    }

    @Test func pingsPollingClientsThroughTheirPoll() throws {
        var bench = EngineBench(.polling)
        for _ in 0..<3 {
            _ = try bench.poll()
            #expect(bench.advance(.seconds(25)) == [.answerPoll("2")])
            #expect(try bench.post("3") == [])
        }
    }

    @Test(arguments: [EngineIOServerSession.Transport.polling, .webSocket])
    func endsWithoutAPongInTime(transport: EngineIOServerSession.Transport) throws {
        var bench = EngineBench(transport)
        #expect(bench.advance(.seconds(44)).contains(.closed(.pingTimeout)) == false)
        let outputs = bench.advance(.seconds(1))
        #expect(outputs.first == .closed(.pingTimeout))
        #expect(outputs.last == .released)
        #expect(bench.session.nextDeadline == nil)
        #expect(throws: EngineIOHTTPError.sessionUnknown) { try bench.poll() }
    }

    @Test func isOverForAPollThatComesBeforeALateTimer() throws {
        var bench = EngineBench(.polling)
        #expect(try bench.poll() == [])
        #expect(bench.advance(.seconds(25)) == [.answerPoll("2")])
        bench.now += .seconds(20)
        #expect(throws: EngineIOHTTPError.sessionUnknown) { try bench.poll() }
        #expect(bench.drain() == [.closed(.pingTimeout), .released])
    }

    @Test func countsTheTimeForAPongFromWhenThePingWasDue() {
        var bench = EngineBench(.webSocket)
        bench.now += .seconds(26)
        #expect(bench.advance(.zero) == [.sendText("2")])
        #expect(bench.session.nextDeadline == .zero + .seconds(45))
        // Unless hardly any would be left.
        _ = bench.frame("3")
        bench.now += .seconds(60)
        #expect(bench.advance(.zero) == [.sendText("2")])
        #expect(bench.session.nextDeadline == bench.now + .seconds(10))
    }

    @Test func otherPacketsAreNoPong() {
        var bench = EngineBench(.webSocket)
        _ = bench.advance(.seconds(30))
        _ = bench.frame("4hello")
        #expect(bench.advance(.seconds(15)).first == .closed(.pingTimeout))
    }

    @Test func handsGoodbyeToAPollingClientWithItsNextPoll() throws {
        var bench = EngineBench(.polling)
        _ = bench.send(.message("1"))
        bench.session.close(.serverDisconnect, now: bench.now)
        #expect(bench.drain() == [.closed(.serverDisconnect)])
        #expect(bench.send(.message("late")) == [])
        #expect(throws: EngineIOHTTPError.sessionUnknown) { try bench.post("4x") }
        #expect(try bench.poll() == [.answerPoll("41\u{1E}1"), .released])
    }

    @Test func forgetsAPollingClientThatNeverFetchesItsGoodbye() {
        var bench = EngineBench(.polling)
        bench.session.close(.serverShutdown, now: bench.now)
        #expect(bench.advance(.seconds(29)) == [.closed(.serverShutdown)])
        #expect(bench.advance(.seconds(1)) == [.released])
    }

    @Test func endsWhenAClientNeverPollsAndTheQueueIsFull() {
        var bench = EngineBench(.polling, configuration: EngineIOServerConfiguration(maximumQueuedBytes: 1000))
        for _ in 0..<5 { _ = bench.send(.message(String(repeating: "x", count: 100))) }
        #expect(bench.session.isOpen)
        #expect((0..<5).flatMap { _ in bench.send(.message(String(repeating: "x", count: 100))) }.first == .closed(.overflow))
    }
}

struct EngineIOUpgradeTests {
    private func upgrading() throws -> EngineBench {
        var bench = EngineBench(.polling)
        let opened = bench.session.probeOpened(now: bench.now)
        #expect(opened)
        #expect(bench.probe("2probe") == [.sendProbe("3probe")])
        return bench
    }

    @Test func movesToTheWebSocketThatWasProbed() throws {
        var bench = EngineBench(.polling)
        _ = try bench.poll()
        #expect(bench.session.probeOpened(now: bench.now) == true)
        #expect(bench.probe("2probe") == [.sendProbe("3probe"), .answerPoll("6")])
        #expect(bench.probe("5") == [.promoteProbe])
        #expect(bench.send(.message("a")) == [.sendText("4a")])
        #expect(bench.frame("4b") == [.message("b")])
    }

    @Test func answersEachPollAtOnceWhileBeingUpgraded() throws {
        var bench = try upgrading()
        for _ in 0..<3 { #expect(try bench.poll() == [.answerPoll("6")]) }
        #expect(bench.probe("5") == [.promoteProbe])
    }

    @Test func keepsDataOnPollingUntilTheUpgradeIsDone() throws {
        var bench = try upgrading()
        #expect(bench.send(.message("a")) == [])
        #expect(try bench.poll() == [.answerPoll("4a")])
        #expect(try bench.post("4b") == [.message("b")])
        _ = bench.send(.message("c"))
        _ = bench.send(.binary([1]))
        #expect(bench.probe("5") == [.promoteProbe, .sendText("4c"), .sendBinary([1])])
    }

    @Test func refusesPollingAfterTheUpgrade() throws {
        var bench = try upgrading()
        _ = bench.probe("5")
        #expect(throws: EngineIOHTTPError.badRequest) { try bench.poll() }
        #expect(throws: EngineIOHTTPError.badRequest) { try bench.post("4a") }
        #expect(bench.session.isOpen)
    }

    @Test func takesOneProbeAtATimeAndNoneOnceUpgraded() throws {
        var bench = try upgrading()
        #expect(bench.session.probeOpened(now: bench.now) == false)
        _ = bench.probe("5")
        #expect(bench.session.probeOpened(now: bench.now) == false)
    }

    @Test(arguments: ["4hello", "2", "5", "3probe", "", "x"])
    func dropsAProbeThatSaysAnythingElse(text: String) throws {
        var bench = EngineBench(.polling)
        #expect(bench.session.probeOpened(now: bench.now) == true)
        #expect(bench.probe(text) == [.closeProbe])
        #expect(bench.session.isOpen)
        #expect(bench.session.probeOpened(now: bench.now) == true)
    }

    @Test func dropsAProbeThatTakesTooLong() throws {
        var bench = try upgrading()
        #expect(bench.advance(.seconds(10)) == [.closeProbe])
        #expect(try bench.poll() == [])
        #expect(bench.session.isOpen)
    }

    @Test func staysOnPollingWhenTheProbeIsLost() throws {
        var bench = try upgrading()
        bench.session.probeClosed()
        #expect(try bench.poll() == [])
        #expect(bench.send(.message("a")) == [.answerPoll("4a")])
    }

    @Test func closesTheProbeWithTheSession() throws {
        var bench = try upgrading()
        bench.session.close(.serverShutdown, now: bench.now)
        #expect(bench.drain() == [.closeProbe, .closed(.serverShutdown)])
    }

    @Test func deliversAPostThatWasUnderWayDuringTheUpgrade() throws {
        var bench = try upgrading()
        try bench.session.postStarted()
        _ = bench.probe("5")
        try bench.session.postFinished(.text("4late"), now: bench.now)
        #expect(bench.drain() == [.message("late")])
    }
}
