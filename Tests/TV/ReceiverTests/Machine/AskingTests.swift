import Dialects
import Receiver
import Testing
import Wire

@Suite struct AskingTests {
    private let ben = PeerID("p2")

    /// Ann presents, and the room server asks about Ben.
    private func asked() -> Harness {
        var harness = Harness.projecting(policy: .ask)
        harness.signal(.ask(peer: ben, username: "Ben"))
        return harness
    }

    private func questions(_ harness: Harness) -> [Question?] {
        harness.actions.compactMap { if case .ask(let question) = $0 { .some(question) } else { nil } }
    }

    @Test func showsWhoWantsToPresentAndKeepsThePictureMeanwhile() {
        let harness = asked()
        #expect(questions(harness) == [Question(newcomer: "Ben", presenter: "Ann")])
        #expect(harness.shown.isEmpty && harness.sent.isEmpty)
    }

    @Test(arguments: [true, false])
    func tellsTheRoomServerWhatWasDecidedAtTheTV(_ accept: Bool) throws {
        var harness = asked()
        harness.clear()
        harness.handle(.decision(accept: accept))
        #expect(harness.sent == [.decide(peer: ben, accept: accept)])
        #expect(questions(harness) == [nil])
        #expect(harness.machine.counters.sendersRefused == (accept ? 0 : 1))
        guard accept else { return }
        let id = try harness.offer(peer: "p2", username: "Ben")
        #expect(questions(harness) == [nil])
        harness.peer(id, .firstFrame)
        #expect(harness.machine.presenter?.name == "Ben" && harness.machine.sessions.count == 1)
    }

    @Test func saysNoAfterTheDeadline() {
        var harness = asked()
        harness.clear()
        for _ in 0..<49 {
            harness.advance(.milliseconds(500))
            harness.peer(SessionID(1), .heard(at: harness.now))
        }
        #expect(!harness.sent.contains(.decide(peer: ben, accept: false)))
        harness.advance(.milliseconds(500))
        #expect(harness.sent.contains(.decide(peer: ben, accept: false)))
        #expect(questions(harness) == [nil])
    }

    @Test func letsInWhomThePresenterAcceptedFromThePage() throws {
        var harness = asked()
        harness.signal(.decided(peer: ben, accept: true))
        #expect(harness.machine.question == nil)
        let first = try harness.offer(peer: "p2", username: "Ben")
        // Once, and not again after it has gone.
        harness.signal(.sessionEnd(peer: ben, reason: .stopped))
        #expect(harness.closed == [first])
        let again = harness.tryOffer(peer: "p2", username: "Ben", origin: "again")
        #expect(again == nil && harness.machine.question?.newcomer == "Ben")
    }

    @Test func forgetsWhomThePresenterRefusedFromThePage() {
        var harness = asked()
        harness.signal(.decided(peer: ben, accept: false))
        #expect(harness.machine.question == nil)
        #expect(harness.sent.isEmpty)
    }

    @Test func letsInWhoWaitsOnceNobodyPresents() {
        var harness = asked()
        harness.signal(.sessionEnd(peer: PeerID("p1"), reason: .stopped))
        #expect(harness.sent.contains(.decide(peer: ben, accept: true)))
        #expect(harness.machine.question == nil)
    }

    @Test func letsTheFirstInUnasked() {
        var harness = Harness.waiting(policy: .ask)
        let first = harness.project(peer: "p1", username: "Ann")
        #expect(first != nil)
        #expect(questions(harness).isEmpty)
        harness.signal(.ask(peer: PeerID("p1"), username: "Ann"))
        #expect(harness.sent.contains(.decide(peer: PeerID("p1"), accept: true)))
    }

    /// Room servers that know no questions just bring an offer.
    @Test(arguments: [true, false])
    func holdsAnOfferThatNobodyAskedAbout(_ accept: Bool) throws {
        var harness = Harness.projecting(policy: .ask)
        let id = harness.tryOffer(peer: "p2", username: "Ben")
        #expect(id == nil)
        #expect(questions(harness) == [Question(newcomer: "Ben", presenter: "Ann")])
        harness.signal(.candidate(RemoteCandidate(peer: ben, candidate: "c")))
        harness.handle(.decision(accept: accept))
        if accept {
            #expect(harness.lastCreated == SessionID(2))
            #expect(harness.delivered.map(\.1) == ["c"])
        } else {
            #expect(harness.sent.contains(.sessionEnd(peer: ben, reason: .refused)))
            #expect(harness.machine.sessions.count == 1)
        }
        #expect(harness.machine.question == nil)
    }

    @Test func holdsASenderThatWantsAnOffer() {
        var harness = Harness.projecting(policy: .ask)
        harness.signal(.offerWanted(peer: ben, username: "Ben", iceServers: []))
        #expect(harness.machine.question?.newcomer == "Ben" && harness.machine.sessions.count == 1)
        harness.handle(.decision(accept: true))
        #expect(harness.machine.sessions.count == 2)
    }

    @Test func asksAboutOneAfterTheOther() {
        var harness = asked()
        harness.signal(.ask(peer: PeerID("p3"), username: "Cem"))
        #expect(harness.machine.question?.newcomer == "Ben")
        harness.handle(.decision(accept: false))
        #expect(harness.machine.question?.newcomer == "Cem")
        for number in 4..<20 { harness.signal(.ask(peer: PeerID("p\(number)"), username: nil)) }
        #expect(harness.machine.counters.sendersRefused == 1 + 13)
    }

    @Test func aResumedSenderIsNotAskedAbout() {
        var harness = Harness.projecting(policy: .ask)
        let id = harness.tryOffer(peer: "p2", isResumed: true)
        #expect(id == nil)
        #expect(harness.machine.question == nil)
        #expect(harness.sent == [.sessionEnd(peer: ben, reason: .refused)])
    }

    @Test(arguments: [(SecondSenderPolicy.takeover, true), (.grid, true), (.refuse, false)])
    func anotherPolicyDecidesAboutThoseWhoWait(_ policy: SecondSenderPolicy, _ accept: Bool) {
        var harness = asked()
        harness.handle(.settings(ReceiverSettings(name: "Hall", policy: policy)))
        #expect(harness.sent.contains(.decide(peer: ben, accept: accept)))
        #expect(harness.machine.question == nil)
    }
}
