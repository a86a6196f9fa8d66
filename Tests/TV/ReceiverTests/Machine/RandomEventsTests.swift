import Dialects
import Receiver
import SeededRandom
import Testing
import Wire

/// Whatever happens in whatever order, nothing leaks and nothing is done to a session that is gone.
@Suite struct RandomEventsTests {
    @Test(arguments: 0..<40 as Range<UInt64>)
    func leakNothing(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let policy = SecondSenderPolicy.allCases[Int(seed) % SecondSenderPolicy.allCases.count]
        var harness = Harness(policy: policy, code: seed % 2 == 0 ? "AB23CD" : nil, token: "t")
        for _ in 0..<600 {
            harness.handle(input(&random, harness))
            if Bool.random(using: &random) { harness.advance(.milliseconds(Int.random(in: 0...4000, using: &random))) }
            #expect(harness.machine.sessions.count <= ReceiverStateMachine.mostSessions)
            #expect(
                harness.machine.sessions.filter(\.isPresenting).count <= (policy == .grid ? ReceiverStateMachine.mostSessions : 1)
            )
        }
        if Bool.random(using: &random) {
            harness.handle(.shutdown)
        } else {
            harness.handle(.signalingConnected)
            harness.register()
            harness.advance(.seconds(60))
        }
        #expect(harness.machine.sessions.isEmpty)
        #expect(harness.machine.nextDeadline == nil)
        #expect(harness.machine.counters.sessionsProjected > 3)
        expectSoundHistory(harness.actions)
    }

    private func expectSoundHistory(_ actions: [ReceiverAction]) {
        var open: Set<SessionID> = []
        var seen: Set<SessionID> = []
        for action in actions {
            switch action {
            case .createPeer(let id, _, _), .createOfferingPeer(let id, _):
                #expect(seen.insert(id).inserted)
                open.insert(id)
            case .closePeer(let id, _): #expect(open.remove(id) != nil)
            case .applyOffer(let id, _), .applyAnswer(let id, _), .addRemoteCandidate(let id, _): #expect(open.contains(id))
            case .show(.projecting(let id, _)), .show(.interrupted(let id, _)), .show(.connecting(let id, _)):
                #expect(open.contains(id))
            default: break
            }
        }
        #expect(open.isEmpty)
        #expect(!seen.isEmpty)
    }

    private func input(_ random: inout SeededGenerator, _ harness: Harness) -> ReceiverInput {
        let name = ["p1", "p2", "p3", "p4", "p5", "p6", nil].randomElement(using: &random) ?? nil
        let peer = name.map(PeerID.init)
        switch Int.random(in: 0..<31, using: &random) {
        case 0: return .signalingConnected
        case 1: return .signalingDisconnected
        case 2:
            return .signaling(.registered(Registration(code: "AB23CD", token: Bool.random(using: &random) ? Redacted("t") : nil)))
        case 3:
            let codes: [SignalingFailure.Code] = [.badToken, .invalidCode, .replaced, .rateLimited, .other("x")]
            return .signaling(.registrationFailed(SignalingFailure(code: codes.randomElement(using: &random) ?? .badToken)))
        case 4...8:
            let offer = Harness.offer(
                peer: name,
                negotiation: ["n1", "n2", nil].randomElement(using: &random) ?? nil,
                origin: ["a", "b"].randomElement(using: &random),
                fragment: ["u1", "u2"].randomElement(using: &random),
                isResumed: Bool.random(using: &random),
                version: Int.random(in: 1...3, using: &random)
            )
            return .signaling(.offer(offer))
        case 9...11:
            let candidate = RemoteCandidate(
                peer: peer,
                negotiationID: ["n1", nil].randomElement(using: &random) ?? nil,
                candidate: "c",
                usernameFragment: ["u1", "u2", "tv", nil].randomElement(using: &random) ?? nil
            )
            return .signaling(.candidate(candidate))
        case 12: return .signaling(.sessionEnd(peer: peer, reason: .stopped))
        case 13: return .signaling(.ask(peer: peer, username: nil))
        case 14: return Bool.random(using: &random) ? .newCodeWanted : .sessionEndWanted(nil)
        case 15: return .signaling(.offerWanted(peer: peer, username: name, iceServers: []))
        case 16:
            let answer = "v=0\r\no=- a 1 IN IP4 0\r\na=ice-ufrag:u1\r\n"
            return .signaling(.answer(RemoteAnswer(peer: peer, sdp: answer)))
        case 18: return .decision(accept: Bool.random(using: &random))
        case 19: return .signaling(.decided(peer: peer, accept: Bool.random(using: &random)))
        case 20: return .signaling(.senderState(SenderState(peer: peer, isPaused: Bool.random(using: &random))))
        case 17: return .signaling(.peerLeft(peer: peer))
        default:
            let live = harness.machine.sessions.randomElement(using: &random)?.id
            let gone = SessionID(UInt64.random(in: 1...200, using: &random))
            let id = Int.random(in: 0..<8, using: &random) == 0 ? gone : live ?? gone
            return .peer(id, event(&random, harness.now))
        }
    }

    private func event(_ random: inout SeededGenerator, _ now: MonotonicTime) -> PeerEvent {
        switch Int.random(in: 0..<9, using: &random) {
        case 8: .offerReady(sdp: "v=0\r\na=ice-ufrag:tv\r\n")
        case 0, 1: .answerReady(sdp: "v=0\r\na=ice-ufrag:tv\r\n")
        case 2: .connected
        case 3, 4: .firstFrame
        case 5: .heard(at: now - .milliseconds(Int.random(in: 0...5000, using: &random)))
        case 6: .closedByPeer
        default: .failed(.unsupported, detail: "random")
        }
    }
}
