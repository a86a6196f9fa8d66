import Dialects
import Receiver
import Testing
import Wire

@Suite struct CodePolicyTests {
    private func waiting(_ policy: CodePolicy) -> Harness {
        var harness = Harness.waiting()
        harness.handle(.settings(ReceiverSettings(name: "Hall", codePolicy: policy)))
        harness.clear()
        return harness
    }

    /// Whether a new code was asked for: a registration without the old one.
    private func asksForAnother(_ harness: Harness) -> Bool {
        harness.sent.contains { if case .register(nil, nil, _) = $0 { true } else { false } }
    }

    @Test func aFixedCodeStays() {
        var harness = waiting(CodePolicy())
        harness.project(peer: "p1")
        harness.signal(.sessionEnd(peer: PeerID("p1"), reason: .stopped))
        harness.advance(.seconds(100_000))
        #expect(!asksForAnother(harness))
    }

    @Test func eachSessionRenewsWhenItHasEnded() {
        var harness = waiting(CodePolicy(renewsAfterSession: true))
        harness.project(peer: "p1")
        #expect(!asksForAnother(harness))
        harness.signal(.sessionEnd(peer: PeerID("p1"), reason: .stopped))
        #expect(asksForAnother(harness))
        #expect(harness.machine.projectionCode == nil)
    }

    @Test func anAttemptWithoutAPictureRenewsNothing() {
        var harness = waiting(CodePolicy(renewsAfterSession: true))
        harness.tryOffer(peer: "p1")
        harness.signal(.sessionEnd(peer: PeerID("p1"), reason: .stopped))
        #expect(!asksForAnother(harness))
    }

    @Test func aTakeoverRenewsOnlyAfterTheLast() {
        var harness = waiting(CodePolicy(renewsAfterSession: true))
        harness.project(peer: "p1")
        harness.project(peer: "p2")
        #expect(!asksForAnother(harness))
        harness.signal(.sessionEnd(peer: PeerID("p2"), reason: .stopped))
        #expect(asksForAnother(harness))
    }

    @Test func aSenderThatWasCutOffHasAMinuteToComeBack() throws {
        var harness = waiting(CodePolicy(renewsAfterSession: true))
        let projecting = harness.project(peer: "p1")
        let id = try #require(projecting)
        harness.peer(id, .failed(.mediaLost, detail: ""))
        harness.advance(.seconds(59))
        #expect(!asksForAnother(harness))
        harness.advance(.seconds(1))
        #expect(asksForAnother(harness))
    }

    @Test func anOldCodeIsRenewedButNeverUnderASender() {
        var harness = waiting(CodePolicy(interval: .seconds(3600)))
        harness.advance(.seconds(3599))
        #expect(!asksForAnother(harness))
        let id = harness.project(peer: "p1")
        for _ in 0..<10 {
            harness.advance(.seconds(1))
            if let id { harness.peer(id, .heard(at: harness.now)) }
        }
        #expect(!asksForAnother(harness))
        harness.signal(.sessionEnd(peer: PeerID("p1"), reason: .stopped))
        #expect(asksForAnother(harness))
        harness.register(code: "NEW234")
        harness.clear()
        harness.advance(.seconds(3599))
        #expect(!asksForAnother(harness))
        harness.advance(.seconds(1))
        #expect(asksForAnother(harness))
    }

    @Test func theAgeOfACodeOutlivesARestart() {
        var machine = ReceiverStateMachine(
            settings: ReceiverSettings(name: "Hall", codePolicy: CodePolicy(interval: .seconds(3600))),
            code: "AB23CD",
            token: Redacted("t1"),
            codeAge: .seconds(3000)
        )
        machine.start(now: .zero)
        machine.handle(.signalingConnected, now: .zero)
        machine.handle(.signaling(.registered(Registration(code: "AB23CD", token: Redacted("t1"), senderURL: nil))), now: .zero)
        #expect(machine.waits.first { $0.wait == .codeRenewal }?.at == .zero + .seconds(600))
    }
}
