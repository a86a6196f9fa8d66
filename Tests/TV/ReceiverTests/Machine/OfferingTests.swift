import Dialects
import Receiver
import Testing
import Wire

/// The TV makes the offer where a sender waits for one.
@Suite struct OfferingTests {
    private let servers = [IceServer(urls: ["stun:192.0.2.3"])]
    private let answer = "v=0\r\no=- 5 1 IN IP4 0\r\na=ice-ufrag:theirs\r\n"

    private func wanting(_ peer: String = "p1", policy: SecondSenderPolicy = .takeover) -> Harness {
        var harness = Harness.waiting(policy: policy)
        harness.signal(.offerWanted(peer: PeerID(peer), username: "Ann", iceServers: servers))
        return harness
    }

    @Test func offersAnswersAndProjects() {
        var harness = wanting()
        #expect(harness.actions.contains(.createOfferingPeer(SessionID(1), iceServers: servers)))
        #expect(harness.machine.state == .negotiating)
        harness.peer(SessionID(1), .offerReady(sdp: "v=0\r\na=ice-ufrag:tv\r\n"))
        #expect(harness.sent.contains(.offer(peer: PeerID("p1"), negotiationID: nil, sdp: "v=0\r\na=ice-ufrag:tv\r\n")))
        harness.signal(.answer(RemoteAnswer(peer: PeerID("p1"), sdp: answer)))
        #expect(harness.actions.contains(.applyAnswer(SessionID(1), answer: answer)))
        harness.peer(SessionID(1), .connected)
        harness.peer(SessionID(1), .firstFrame)
        #expect(harness.shown.last == .projecting(SessionID(1), name: "Ann"))
    }

    @Test func keepsCandidatesOnBothSidesUntilTheirDescriptions() {
        var harness = wanting()
        let local = PeerEvent.localCandidate(candidate: "mine", sdpMid: "0", sdpMLineIndex: nil, usernameFragment: "tv")
        harness.peer(SessionID(1), local)
        #expect(!harness.sent.contains { if case .candidate = $0 { true } else { false } })
        harness.peer(SessionID(1), .offerReady(sdp: "v=0"))
        let names = harness.sent.suffix(2).map { command -> String in
            switch command {
            case .offer: "offer"
            case .candidate: "candidate"
            default: "other"
            }
        }
        #expect(names == ["offer", "candidate"])
        harness.signal(.candidate(RemoteCandidate(peer: PeerID("p1"), candidate: "named", usernameFragment: "theirs")))
        harness.signal(.candidate(RemoteCandidate(peer: PeerID("p1"), candidate: "plain")))
        #expect(harness.delivered.isEmpty)
        harness.signal(.answer(RemoteAnswer(peer: PeerID("p1"), sdp: answer)))
        #expect(harness.delivered.map(\.1) == ["named", "plain"])
    }

    @Test func aSenderThatAsksAgainGetsANewOffer() {
        var harness = wanting()
        harness.peer(SessionID(1), .offerReady(sdp: "v=0"))
        harness.signal(.offerWanted(peer: PeerID("p1"), username: nil, iceServers: []))
        #expect(harness.closed == [SessionID(1)])
        #expect(harness.machine.sessions.map(\.id) == [SessionID(2)])
    }

    @Test func anOfferOfTheSendersTakesThePlaceOfOurs() {
        var harness = wanting()
        harness.peer(SessionID(1), .offerReady(sdp: "v=0"))
        harness.tryOffer(peer: "p1")
        #expect(harness.closed == [SessionID(1)])
        #expect(harness.machine.sessions.map(\.id) == [SessionID(2)])
    }

    @Test func dropsAnswersThatNobodyWaitsFor() {
        var harness = wanting()
        harness.signal(.answer(RemoteAnswer(peer: PeerID("p2"), sdp: answer)))
        harness.signal(.answer(RemoteAnswer(peer: PeerID("p1"), sdp: answer)))
        #expect(harness.machine.counters.unexpectedAnswers == 2)
        harness.peer(SessionID(1), .offerReady(sdp: "v=0"))
        harness.signal(.answer(RemoteAnswer(peer: PeerID("p1"), sdp: answer)))
        harness.signal(.answer(RemoteAnswer(peer: PeerID("p1"), sdp: answer)))
        #expect(harness.machine.counters.unexpectedAnswers == 3)
    }

    @Test func refusesAsForAnOfferWhileSomeoneElsePresents() {
        var harness = Harness.projecting(policy: .refuse)
        harness.signal(.offerWanted(peer: PeerID("p2"), username: nil, iceServers: []))
        #expect(harness.sent.contains(.sessionEnd(peer: PeerID("p2"), reason: .refused)))
        #expect(harness.machine.sessions.count == 1)
    }

    @Test func aPeerThatLeavesTheSystemKeepsItsProjection() throws {
        var harness = Harness.projecting()
        harness.signal(.peerLeft(peer: PeerID("p1")))
        #expect(harness.machine.state == .projecting)
    }

    @Test func aPeerThatLeavesBeforeItsAnswerIsGone() {
        var harness = wanting()
        harness.signal(.peerLeft(peer: PeerID("p1")))
        #expect(harness.closed == [SessionID(1)])
        #expect(harness.machine.state == .waiting)
    }

    @Test func tellsTheScreenWhereItIsFound() {
        var harness = Harness.waiting()
        harness.signal(.registered(Registration(code: "482913", token: Redacted("cmd:a"), place: .room)))
        guard case .code(let screen) = harness.machine.screen else {
            Issue.record("no code screen")
            return
        }
        #expect(screen.place == .room && screen.code == "482913")
    }
}
