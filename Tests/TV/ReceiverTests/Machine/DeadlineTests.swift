import Dialects
import Receiver
import Testing
import Wire

/// The table of waits: each has a limit, and what comes when it has passed.
@Suite struct DeadlineTests {
    @Test(arguments: Wait.allCases)
    func everyWaitEndsInTheNextState(_ wait: Wait) throws {
        var harness = situation(wait)
        let due = try #require(harness.machine.waits.first { $0.wait == wait }?.at)
        #expect(due - harness.now == wait.limit - (wait == .loss ? Wait.interruption.limit : .zero))
        while harness.now < due - .milliseconds(1) {
            harness.advance(min(.milliseconds(500), due - .milliseconds(1) - harness.now))
            keepHearing(wait, &harness)
        }
        #expect(!hasPassed(wait, harness), "too early")
        harness.advance(.milliseconds(1))
        #expect(hasPassed(wait, harness), "too late")
        #expect(!harness.machine.waits.contains { $0.wait == wait && $0.at == due })
    }

    /// The state in which that wait has just begun.
    private func situation(_ wait: Wait) -> Harness {
        var harness = Harness.waiting()
        switch wait {
        case .registrationReply: harness.handle(.signalingConnected)
        case .registrationRetry: harness.signal(.registrationFailed(SignalingFailure(code: .rateLimited)))
        case .replacedRetry: harness.signal(.registrationFailed(SignalingFailure(code: .replaced)))
        case .answer: harness.tryOffer(peer: "p1", answered: false)
        case .firstFrame: harness.tryOffer(peer: "p1")
        case .offer: harness.signal(.offerWanted(peer: PeerID("p1"), username: nil, iceServers: []))
        case .remoteAnswer:
            harness.signal(.offerWanted(peer: PeerID("p1"), username: nil, iceServers: []))
            harness.peer(SessionID(1), .offerReady(sdp: "v=0"))
        case .renegotiation:
            harness.project(peer: "p1")
            harness.signal(.offer(Harness.offer(peer: "p1", version: 2)))
        case .interruption: harness.project(peer: "p1")
        case .loss:
            harness.project(peer: "p1")
            harness.advance(Wait.interruption.limit)
        case .earlyCandidates:
            harness.signal(.candidate(RemoteCandidate(peer: PeerID("p1"), candidate: "c")))
        case .notice:
            harness.tryOffer(peer: "p1", answered: false)
            harness.peer(SessionID(1), .failed(.unsupported, detail: ""))
        case .ended:
            harness.project(peer: "p1")
            harness.signal(.sessionEnd(peer: PeerID("p1"), reason: .stopped))
        case .decision:
            harness = Harness.projecting(policy: .ask)
            harness.signal(.ask(peer: PeerID("p2"), username: nil))
        case .statusReport:
            harness.project(peer: "p1")
            let figures = ProjectionStatus(frameWidth: 1, frameHeight: 1, framesPerSecond: 1, delay: .zero, state: .waiting)
            harness.peer(SessionID(1), .statistics(figures))
        case .codeRenewal:
            let policy = CodePolicy(interval: Wait.codeRenewal.limit)
            harness.handle(.settings(ReceiverSettings(name: "Hall", codePolicy: policy)))
        }
        harness.clear()
        return harness
    }

    private func keepHearing(_ wait: Wait, _ harness: inout Harness) {
        if wait == .renegotiation || wait == .decision { harness.peer(SessionID(1), .heard(at: harness.now)) }
    }

    private func hasPassed(_ wait: Wait, _ harness: Harness) -> Bool {
        let machine = harness.machine
        switch wait {
        case .registrationReply: return harness.actions.contains(.dropSignaling)
        case .registrationRetry, .replacedRetry:
            return harness.sent.contains { if case .register = $0 { true } else { false } }
        case .answer, .offer, .remoteAnswer, .firstFrame, .loss:
            return harness.closed == [SessionID(1)] && machine.state == .waiting
        case .renegotiation: return machine.counters.unansweredRenegotiations == 1 && machine.state == .projecting
        case .interruption: return machine.state == .interrupted
        case .earlyCandidates: return machine.counters.candidatesForNobody == 1
        case .notice: return harness.shown.contains { if case .code(let screen) = $0 { screen.notice == nil } else { false } }
        case .ended: return harness.shown.contains { if case .code = $0 { true } else { false } }
        case .decision: return harness.sent.contains(.decide(peer: PeerID("p2"), accept: false))
        case .statusReport: return harness.sent.contains { if case .status = $0 { true } else { false } }
        case .codeRenewal: return harness.sent.contains { if case .register(nil, nil, _) = $0 { true } else { false } }
        }
    }

    @Test func waitsThatRepeatGrowToTheirLongest() {
        #expect((0..<6).map { Wait.registrationRetry.limit(after: $0).seconds } == [5, 10, 20, 40, 60, 60])
        #expect((0..<6).map { Wait.replacedRetry.limit(after: $0).seconds } == [60, 120, 240, 480, 600, 600])
        #expect(Wait.registrationRetry.limit(after: .max) == .seconds(60))
        #expect(Wait.registrationReply.limit(after: 5) == .seconds(10))
    }
}
