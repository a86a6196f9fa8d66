import JSON
import Testing
import Wire

@testable import SocketIOCore

/// Clients of Socket.IO 2.x: framed by lengths, pinging themselves, joined unasked.
struct EngineIORevision3Tests {
    @Test func framesTheOpenPacketByItsLength() throws {
        var random = SystemRandomNumberGenerator()
        let id = RandomID(using: &random)
        var session = EngineIOServerSession(id: id, transport: .polling, revision: .three, configuration: .init(), now: .zero)
        guard case .answerPoll(let body)? = session.pollOutput() else {
            Issue.record("no answer")
            return
        }
        let packets = try EngineIOPayload.legacyPackets(in: body)
        guard case .open(let text)? = packets.first, packets.count == 1 else {
            Issue.record("\(packets)")
            return
        }
        // Servers of that revision announce no maxPayload, by which ours tells them apart.
        #expect(try EngineIOHandshake(parsing: text).maxPayload == nil)
    }

    @Test func countsInUTF16() throws {
        var bench = EngineBench(.polling, revision: .three)
        #expect(try bench.post("2:4€3:4😀") == [.message("€"), .message("😀")])
        _ = bench.send(.message("😀"))
        #expect(try bench.poll() == [.answerPoll("3:4😀")])
    }

    @Test func carriesBinaryAsBase64ThroughPolling() throws {
        var bench = EngineBench(.polling, revision: .three)
        #expect(try bench.post("10:b4AQIDBA==") == [.binary([1, 2, 3, 4])])
        _ = bench.send(.binary([1, 2, 3, 4]))
        #expect(try bench.poll() == [.answerPoll("10:b4AQIDBA==")])
    }

    @Test func readsPayloadsOfBytes() throws {
        var bench = EngineBench(.polling, revision: .three)
        let euro: [UInt8] = [0, 4, 0xFF, 0x34, 0xE2, 0x82, 0xAC]
        let bytes: [UInt8] = [1, 1, 2, 0xFF, 4] + [UInt8](repeating: 7, count: 11)
        #expect(try bench.post(.binary(euro + bytes)) == [.message("€"), .binary([UInt8](repeating: 7, count: 11))])
    }

    @Test(
        arguments: [
            [], [0], [0, 0xFF], [2, 1, 0xFF, 0x34], [0, 2, 0xFF, 0x34], [0, 10, 0xFF, 0x34], [0, 1, 0xFF, 0xFF], [1, 1, 0xFF, 5],
            [1, 0, 0xFF], [0] + [UInt8](repeating: 9, count: 30),
        ] as [[UInt8]]
    )
    func endsAtBrokenPayloadsOfBytes(body: [UInt8]) throws {
        var bench = EngineBench(.polling, revision: .three)
        #expect(throws: EngineIOHTTPError.badRequest) { try bench.post(.binary(body)) }
        #expect(bench.drain().first == .closed(.protocolViolation))
    }

    @Test func writesTheTypeBeforeBinaryOnWebSocket() {
        var bench = EngineBench(.webSocket, revision: .three)
        bench.session.webSocketReceived(binary: [4, 1, 2], now: bench.now)
        #expect(bench.drain() == [.binary([1, 2])])
        #expect(bench.send(.binary([1, 2])) == [.sendBinary([4, 1, 2])])
    }

    @Test(arguments: [[], [0], [52, 1]] as [[UInt8]])
    func endsAtBinaryOfAnotherType(bytes: [UInt8]) {
        var bench = EngineBench(.webSocket, revision: .three)
        bench.session.webSocketReceived(binary: bytes, now: bench.now)
        #expect(bench.drain().first == .closed(.protocolViolation))
    }

    @Test func sendsNoBytesToAClientThatTakesNone() {
        var bench = EngineBench(.webSocket, revision: .three, isBase64: true)
        #expect(bench.frame("b4AQ==") == [.binary([1])])
        #expect(bench.send(.binary([1])) == [.sendText("b4AQ==")])
    }

    @Test func answersPingsAndSendsNone() {
        var bench = EngineBench(.webSocket, revision: .three)
        for _ in 0..<10 {
            #expect(bench.advance(.seconds(44)) == [])
            #expect(bench.frame("2") == [.sendText("3")])
        }
        #expect(bench.advance(.seconds(45)) == [.closed(.pingTimeout), .closeWebSocket(.pingTimeout), .released])
    }

    @Test func answersPingsThroughPolling() throws {
        var bench = EngineBench(.polling, revision: .three)
        _ = try bench.poll()
        #expect(try bench.post("1:2") == [.answerPoll("1:3")])
    }

    @Test func endsWhenTheClientSendsAPong() {
        var bench = EngineBench(.webSocket, revision: .three)
        #expect(bench.frame("3").first == .closed(.protocolViolation))
    }

    @Test func upgradesLikeRevision4() throws {
        var bench = EngineBench(.polling, revision: .three)
        _ = try bench.poll()
        #expect(bench.session.probeOpened(now: bench.now) == true)
        #expect(bench.probe("2probe") == [.sendProbe("3probe"), .answerPoll("1:6")])
        #expect(bench.probe("5") == [.promoteProbe])
        #expect(bench.frame("4a") == [.message("a")])
    }

    @Test func closesInItsFraming() throws {
        var bench = EngineBench(.polling, revision: .three)
        _ = try bench.poll()
        #expect(try bench.post("1:1") == [.closed(.transportClosed), .answerPoll("1:6"), .released])
    }

    @Test(arguments: ["4hello", "7:4hello", "1:", "", "4hello\u{1E}4x"])
    func endsAtAPayloadOfAnotherFraming(body: String) throws {
        var bench = EngineBench(.polling, revision: .three)
        #expect(throws: EngineIOHTTPError.badRequest) { try bench.post(body) }
        #expect(bench.drain().first == .closed(.protocolViolation))
    }
}

struct SocketIOProtocol4Tests {
    private struct Bench {
        var random = SystemRandomNumberGenerator()
        var session = SocketIOServerSession(
            revision: .three,
            namespaces: ["/", "/custom"],
            connectTimeout: .seconds(45),
            maximumAttachmentBytes: 1000,
            now: .zero
        )

        init() { session.start(random: &random) }

        mutating func receive(_ text: String) -> [SocketIOServerSession.Output] {
            session.receive(text: text, now: .zero, random: &random)
            return drain()
        }

        mutating func drain() -> [SocketIOServerSession.Output] {
            var outputs: [SocketIOServerSession.Output] = []
            while let output = session.pollOutput() { outputs.append(output) }
            return outputs
        }
    }

    @Test func joinsTheRootNamespaceUnasked() {
        var bench = Bench()
        let outputs = bench.drain()
        #expect(outputs.first == .send(SocketIOPacket(.connect)))
        #expect(SocketIOPacket(.connect).text == "0")
        guard case .connected("/", _, nil)? = outputs.last, outputs.count == 2 else {
            Issue.record("\(outputs)")
            return
        }
        #expect(bench.session.nextDeadline == nil)
    }

    @Test func takesAConnectForTheRootNamespaceAsItIs() {
        var bench = Bench()
        _ = bench.drain()
        #expect(bench.receive("0") == [])
        #expect(bench.receive(#"2["a"]"#) == [.event(SocketIOEvent("a"), namespace: "/")])
    }

    @Test func readsTheQueryBehindANamespace() {
        var bench = Bench()
        _ = bench.drain()
        #expect(bench.receive("0/custom?token=abc,").first == .send(SocketIOPacket(.connect, namespace: "/custom")))
        #expect(bench.session.isConnected(to: "/custom"))
    }

    @Test func refusesANamespaceWithAString() {
        var bench = Bench()
        _ = bench.drain()
        let packet = SocketIOPacket(.connectError, namespace: "/other", data: "Invalid namespace")
        #expect(bench.receive("0/other,") == [.send(packet)])
        #expect(packet.text == #"4/other,"Invalid namespace""#)
    }
}

struct NamespaceTests {
    @Test func leavesEveryNamespaceAtTheEnd() {
        var random = SystemRandomNumberGenerator()
        var session = SocketIOServerSession(
            namespaces: ["/", "/a", "/b"],
            connectTimeout: .seconds(45),
            maximumAttachmentBytes: 0,
            now: .zero
        )
        for text in ["0/b,", "0", "0/a,"] { session.receive(text: text, now: .zero, random: &random) }
        while session.pollOutput() != nil {}
        session.disconnect()
        var outputs: [SocketIOServerSession.Output] = []
        while let output = session.pollOutput() { outputs.append(output) }
        #expect(
            outputs == [
                .send(SocketIOPacket(.disconnect, namespace: "/a")), .send(SocketIOPacket(.disconnect, namespace: "/b")),
                .send(SocketIOPacket(.disconnect)), .close(.serverDisconnect),
            ]
        )
    }

    @Test func waitsForAJoinOnlyWhileNothingIsJoined() {
        var random = SystemRandomNumberGenerator()
        var session = SocketIOServerSession(
            namespaces: ["/", "/a"],
            connectTimeout: .seconds(45),
            maximumAttachmentBytes: 0,
            now: .zero
        )
        session.receive(text: "0/a,", now: .zero, random: &random)
        session.receive(text: "0", now: .zero, random: &random)
        #expect(session.nextDeadline == nil)
        session.receive(text: "1", now: .zero, random: &random)
        #expect(session.nextDeadline == nil)
        session.receive(text: "1/a,", now: .zero + .seconds(10), random: &random)
        #expect(session.nextDeadline == .zero + .seconds(55))
    }
}
