import Dialects
import Receiver
import Testing
import Wire

@Suite struct CandidateTests {
    private func candidate(
        _ line: String?,
        peer: String? = nil,
        negotiation: String? = nil,
        fragment: String? = nil
    ) -> SignalingEvent {
        .candidate(
            RemoteCandidate(
                peer: peer.map(PeerID.init),
                negotiationID: negotiation,
                candidate: line,
                usernameFragment: fragment
            )
        )
    }

    @Test func keepsWhatComesBeforeTheOfferInOrder() throws {
        var harness = Harness.waiting()
        harness.signal(candidate("c1", peer: "p1", fragment: "ufrag-p1"))
        harness.signal(candidate("c2", peer: "p1"))
        harness.signal(candidate("other", peer: "p2"))
        harness.signal(candidate("stale", peer: "p1", fragment: "old"))
        #expect(harness.actions.isEmpty)
        let id = try harness.offer(peer: "p1")
        #expect(harness.delivered.map(\.0) == [id, id])
        #expect(harness.delivered.map(\.1) == ["c1", "c2"])
        harness.advance(.seconds(10))
        #expect(harness.machine.counters.candidatesForNobody == 2)
    }

    @Test func keepsNoMoreThanItsShare() {
        var harness = Harness.waiting()
        for _ in 0..<100 { harness.signal(candidate("c", peer: "p1")) }
        #expect(harness.machine.counters.candidatesForNobody == 36)
        for number in 0..<20 { harness.signal(candidate("c", peer: "crowd-\(number)")) }
        #expect(harness.machine.counters.candidatesForNobody == 36 + 13)
        harness.advance(.seconds(10))
        #expect(harness.machine.nextDeadline == nil)
        #expect(harness.machine.counters.candidatesForNobody == 120)
    }

    @Test func giveStockCandidatesToTheSessionTheyName() throws {
        var harness = Harness.waiting()
        let first = try harness.offer(peer: nil, origin: "one", fragment: "one")
        let second = try harness.offer(peer: nil, origin: "two", fragment: "two")
        harness.signal(candidate("by-field", fragment: "one"))
        harness.signal(candidate("candidate:1 1 udp 1 1.1.1.1 1 typ host ufrag one network-id 1"))
        harness.signal(candidate("to-the-newest"))
        harness.signal(candidate(nil))
        #expect(harness.delivered.map(\.0) == [first, first, second, second])
    }

    @Test func ignoresItsOwnEchoed() throws {
        var harness = Harness.waiting()
        let id = try harness.offer(peer: nil)
        harness.signal(candidate("c", fragment: "tv-\(id)"))
        harness.signal(candidate("candidate:1 1 udp 1 1.1.1.1 1 typ host ufrag tv-\(id)"))
        #expect(harness.delivered.isEmpty)
        #expect(harness.machine.counters.candidatesEchoed == 2)
    }

    @Test func thoseOfARestartWaitForItsOffer() throws {
        var harness = Harness.projecting()
        let id = try #require(harness.lastCreated)
        harness.signal(candidate("fresh", peer: "p1", fragment: "fresh"))
        #expect(harness.delivered.isEmpty)
        harness.signal(.offer(Harness.offer(peer: "p1", fragment: "fresh", version: 2)))
        #expect(harness.delivered.map(\.0) == [id])
    }

    @Test func withoutUsernameFragmentTheNegotiationDecides() throws {
        var harness = Harness.waiting()
        let id = try harness.offer(peer: "p1", negotiation: "n1")
        harness.signal(candidate("mine", peer: "p1", negotiation: "n1"))
        harness.signal(candidate("not-yet", peer: "p1", negotiation: "n2"))
        #expect(harness.delivered.map(\.1) == ["mine"])
        let next = try harness.offer(peer: "p1", negotiation: "n2", origin: "another")
        #expect(harness.delivered.map(\.0) == [id, next])
    }

    @Test func neverReachAnotherSendersSession() throws {
        var harness = Harness.waiting()
        try harness.offer(peer: "p1")
        harness.signal(candidate("c", peer: "p2", fragment: "ufrag-p1"))
        #expect(harness.delivered.isEmpty)
    }

    @Test func oursFollowTheAnswerAndNeverPrecedeIt() throws {
        var harness = Harness.waiting()
        let id = try harness.offer(peer: "p1", negotiation: "n1", answered: false)
        harness.clear()
        harness.peer(id, .localCandidate(candidate: "c1", sdpMid: "0", sdpMLineIndex: nil, usernameFragment: nil))
        #expect(harness.sent.isEmpty)
        harness.peer(id, .answerReady(sdp: Harness.answer(id)))
        harness.peer(id, .localCandidate(candidate: nil, sdpMid: "0", sdpMLineIndex: nil, usernameFragment: nil))
        let peer = PeerID("p1")
        func candidate(_ line: String?) -> SignalingCommand {
            .candidate(
                peer: peer,
                negotiationID: "n1",
                candidate: line,
                sdpMid: "0",
                sdpMLineIndex: nil,
                usernameFragment: nil
            )
        }
        #expect(
            harness.sent == [
                .answer(peer: peer, negotiationID: "n1", sdp: Harness.answer(id)), candidate("c1"), candidate(nil),
            ]
        )
    }
}
