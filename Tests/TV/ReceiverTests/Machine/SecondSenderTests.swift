import Dialects
import Receiver
import Testing
import Wire

@Suite struct SecondSenderTests {
    @Test func takesOverWithItsFirstFrameAndNotBefore() throws {
        var harness = Harness.projecting()
        let first = try #require(harness.lastCreated)
        let second = try harness.offer(peer: "p2", username: "Ben")
        harness.peer(second, .connected)
        #expect(harness.shown.isEmpty)
        #expect(harness.machine.presenter?.id == first)
        harness.clear()
        harness.peer(second, .firstFrame)
        #expect(harness.closed == [first])
        #expect(harness.shown == [.projecting(second, name: "Ben")])
        #expect(
            harness.sent == [
                .sessionEnd(peer: PeerID("p1"), reason: .replaced),
                .state(policy: .takeover, presenter: "Ben", state: .projecting),
            ]
        )
    }

    @Test func aNewcomerThatFailsLeavesThePresenterAlone() throws {
        var harness = Harness.projecting()
        let first = try #require(harness.lastCreated)
        let second = try harness.offer(peer: "p2")
        for _ in 0..<25 {
            harness.advance(.seconds(1))
            harness.peer(first, .heard(at: harness.now))
        }
        #expect(harness.closed == [second])
        #expect(harness.sent.contains(.sessionEnd(peer: PeerID("p2"), reason: .mediaLost)))
        #expect(harness.shown.isEmpty)
        #expect(harness.machine.presenter?.id == first)
    }

    @Test func theNewestOfSeveralNewcomersWins() throws {
        var harness = Harness.projecting()
        let second = try harness.offer(peer: "p2")
        let third = try harness.offer(peer: "p3")
        harness.peer(third, .firstFrame)
        #expect(harness.closed == [SessionID(1), second])
        #expect(harness.machine.sessions.map(\.id) == [third])
    }

    @Test func isToldThatItIsRefused() {
        var harness = Harness.projecting(policy: .refuse)
        #expect(harness.tryOffer(peer: "p2", username: "Ben") == nil)
        #expect(harness.sent == [.sessionEnd(peer: PeerID("p2"), reason: .refused)])
        #expect(harness.machine.counters.sendersRefused == 1)
        #expect(harness.machine.state == .projecting)
    }

    @Test func aResumedProjectionDisplacesNobody() throws {
        var harness = Harness.projecting()
        #expect(harness.tryOffer(peer: "p2", isResumed: true) == nil)
        #expect(harness.sent == [.sessionEnd(peer: PeerID("p2"), reason: .refused)])
        harness.signal(.sessionEnd(peer: PeerID("p1"), reason: .stopped))
        try harness.offer(peer: "p2", isResumed: true)
    }

    /// It may try for minutes: whoever is next reads the code meanwhile, and may begin.
    @Test func whoComesBackByItselfLeavesTheCodeOnTheScreenUntilItsPictureIsThere() throws {
        var harness = Harness.waiting()
        let resumed = try harness.offer(peer: "p1", username: "Ann", isResumed: true)
        #expect(harness.shown.isEmpty)
        #expect(harness.machine.state == .negotiating)
        let other = try harness.offer(peer: "p2", username: "Ben")
        #expect(harness.shown == [.connecting(other, name: "Ben")])
        harness.signal(.sessionEnd(peer: PeerID("p2"), reason: .stopped))
        harness.peer(resumed, .firstFrame)
        #expect(harness.shown.last == .projecting(resumed, name: "Ann"))
    }

    @Test(arguments: SecondSenderPolicy.allCases)
    func theSameSenderMayStartOver(_ policy: SecondSenderPolicy) throws {
        var harness = Harness.projecting(policy: policy)
        let first = try #require(harness.lastCreated)
        let second = try harness.offer(peer: "p1", origin: "another", isResumed: true)
        let third = try harness.offer(peer: "p1", origin: "a third")
        #expect(harness.closed == [second])
        #expect(harness.machine.presenter?.id == first)
        harness.peer(third, .firstFrame)
        #expect(harness.closed == [second, first])
        // Both are one peer to the room server, so an end would hit the new one.
        #expect(!harness.sent.contains { if case .sessionEnd = $0 { true } else { false } })
        #expect(harness.machine.presenter?.id == third)
    }

    @Test func stockSendersAreToldApartByTheirPeerConnections() throws {
        var harness = Harness.waiting()
        let first = try harness.offer(peer: nil, origin: "one")
        harness.peer(first, .firstFrame)
        harness.signal(.offer(Harness.offer(peer: nil, origin: "one", version: 2)))
        #expect(harness.machine.sessions.count == 1)
        let second = try harness.offer(peer: nil, origin: "two")
        harness.peer(second, .firstFrame)
        #expect(harness.machine.sessions.map(\.id) == [second])
    }

    @Test func neverHoldsMoreConnectionsThanTheLimit() {
        var harness = Harness.projecting()
        for number in 0..<20 { harness.tryOffer(peer: "flood-\(number)") }
        #expect(harness.machine.sessions.count == ReceiverStateMachine.mostSessions)
        #expect(harness.machine.presenter?.id == SessionID(1))
        #expect(harness.closed.count == 20 - (ReceiverStateMachine.mostSessions - 1))
    }

    @Test func anEndMeansOnlyItsSender() throws {
        var harness = Harness.projecting()
        let second = try harness.offer(peer: "p2")
        harness.signal(.sessionEnd(peer: PeerID("p1"), reason: .stopped))
        #expect(harness.machine.sessions.map(\.id) == [second])
        #expect(harness.shown == [.connecting(second, name: nil)])
    }

    @Test(arguments: [(SecondSenderPolicy.takeover, true), (.refuse, false)])
    func theServersQuestionGetsThePolicysAnswer(_ policy: SecondSenderPolicy, _ accept: Bool) {
        var harness = Harness.projecting(policy: policy)
        harness.signal(.ask(peer: PeerID("p2"), username: "Ben"))
        #expect(harness.sent == [.decide(peer: PeerID("p2"), accept: accept)])
    }
}
