import Dialects
import Receiver
import Testing
import Wire

@Suite struct ProjectionTests {
    @Test func leadsFromTheOfferToTheScreenAndBack() throws {
        var harness = Harness.waiting()
        let servers = [IceServer(urls: ["turn:a"])]
        var offer = Harness.offer(peer: "p1", username: "Ann", negotiation: "n1")
        offer.iceServers = servers
        harness.signal(.offer(offer))
        let id = try #require(harness.lastCreated)
        #expect(harness.actions.contains(.createPeer(id, offer: offer.sdp, iceServers: servers)))
        #expect(harness.shown == [.connecting(id, name: "Ann")])
        #expect(harness.sent == [.state(policy: .takeover, presenter: nil, state: .negotiating)])
        harness.clear()

        harness.peer(id, .answerReady(sdp: "v=0"))
        harness.peer(
            id,
            .localCandidate(candidate: "candidate:1", sdpMid: "0", sdpMLineIndex: 0, usernameFragment: "u")
        )
        #expect(
            harness.sent == [
                .answer(peer: PeerID("p1"), negotiationID: "n1", sdp: "v=0"),
                .candidate(
                    peer: PeerID("p1"),
                    negotiationID: "n1",
                    candidate: "candidate:1",
                    sdpMid: "0",
                    sdpMLineIndex: 0,
                    usernameFragment: "u"
                ),
            ]
        )
        harness.clear()

        harness.peer(id, .connected)
        #expect(harness.machine.state == .negotiating)
        harness.peer(id, .firstFrame)
        #expect(harness.machine.state == .projecting)
        #expect(harness.shown == [.projecting(id, name: "Ann")])
        #expect(harness.sent == [.state(policy: .takeover, presenter: "Ann", state: .projecting)])
        harness.clear()

        harness.signal(.sessionEnd(peer: PeerID("p1"), reason: .stopped))
        #expect(harness.actions.contains(.closePeer(id, .stopped)))
        let code = CodeScreen(code: "AB23CD", senderURL: "https://tv/", connection: .connected)
        #expect(harness.shown == [.ended(name: "Ann", code)])
        harness.advance(Wait.ended.limit)
        #expect(harness.shown.last == .code(code))
        #expect(harness.sent == [.state(policy: .takeover, presenter: nil, state: .waiting)])
        #expect(harness.machine.nextDeadline == nil)
    }

    @Test func survivesTheLossOfTheRoomServer() throws {
        var harness = Harness.projecting()
        let id = try #require(harness.lastCreated)
        harness.handle(.signalingDisconnected)
        for _ in 0..<600 {
            harness.advance(.seconds(1))
            harness.peer(id, .heard(at: harness.now))
        }
        #expect(harness.machine.state == .projecting)
        #expect(harness.shown.isEmpty)
        harness.handle(.signalingConnected)
        harness.register()
        #expect(harness.sent.last == .state(policy: .takeover, presenter: "Ann", state: .projecting))
    }

    @Test func aFrozenLineDimsThePictureThenReturnsToTheCode() throws {
        var harness = Harness.projecting()
        let id = try #require(harness.lastCreated)
        harness.advance(.milliseconds(2999))
        #expect(harness.machine.state == .projecting)
        harness.advance(.milliseconds(1))
        #expect(harness.shown == [.interrupted(id, name: "Ann")])
        harness.clear()
        harness.advance(.milliseconds(11_999))
        #expect(harness.machine.state == .interrupted)
        harness.advance(.milliseconds(1))
        #expect(harness.machine.state == .waiting)
        #expect(harness.sent.contains(.sessionEnd(peer: PeerID("p1"), reason: .mediaLost)))
        let notice = SessionNotice(name: "Ann", reason: .mediaLost, wasPresenting: true)
        let screen = CodeScreen(code: "AB23CD", senderURL: "https://tv/", connection: .connected, notice: notice)
        #expect(harness.shown == [.code(screen)])
    }

    @Test func comesBackFromAnInterruptionWhenSomethingIsHeard() throws {
        var harness = Harness.projecting()
        let id = try #require(harness.lastCreated)
        harness.advance(.seconds(10))
        harness.peer(id, .heard(at: harness.now - .seconds(5)))
        #expect(harness.machine.state == .interrupted)
        harness.peer(id, .heard(at: harness.now))
        #expect(harness.machine.state == .projecting)
        harness.advance(.milliseconds(2999))
        #expect(harness.machine.state == .projecting)
    }

    @Test func stopsAtOnceWhenTheSenderClosesTheConnection() throws {
        var harness = Harness.projecting()
        harness.peer(try #require(harness.lastCreated), .closedByPeer)
        #expect(harness.machine.state == .waiting)
        #expect(!harness.sent.contains { if case .sessionEnd = $0 { true } else { false } })
    }

    @Test func tellsASenderWhatItsOfferLacks() throws {
        var harness = Harness.waiting()
        let id = try harness.offer(peer: "p1", username: "Ann", answered: false)
        harness.peer(id, .failed(.unsupported, detail: "no VP8"))
        #expect(harness.sent.contains(.sessionEnd(peer: PeerID("p1"), reason: .unsupported)))
        let notice = SessionNotice(name: "Ann", reason: .unsupported, wasPresenting: false)
        #expect(
            harness.shown.last
                == .code(CodeScreen(code: "AB23CD", senderURL: "https://tv/", connection: .connected, notice: notice))
        )
        harness.advance(.seconds(8))
        #expect(harness.shown.last == .code(CodeScreen(code: "AB23CD", senderURL: "https://tv/", connection: .connected)))
    }

    @Test func reportsWhatItShowsEveryTwoSeconds() throws {
        var harness = Harness.projecting()
        let id = try #require(harness.lastCreated)
        var figures = ProjectionStatus(frameWidth: 1280, frameHeight: 720, framesPerSecond: 30, delay: .zero, state: .waiting)
        harness.peer(id, .statistics(figures))
        for _ in 0..<6 {
            harness.advance(.seconds(1))
            harness.peer(id, .heard(at: harness.now))
        }
        figures.state = .projecting
        #expect(harness.sent == Array(repeating: .status(peer: PeerID("p1"), figures), count: 3))
        harness.clear()
        harness.advance(.seconds(3))
        figures.state = .interrupted
        #expect(harness.sent.contains(.status(peer: PeerID("p1"), figures)))
    }

    @Test func anICERestartStaysInItsSession() throws {
        var harness = Harness.projecting()
        let id = try #require(harness.lastCreated)
        let restart = Harness.offer(peer: "p1", negotiation: "n2", fragment: "fresh", version: 2)
        harness.signal(.offer(restart))
        #expect(harness.actions == [.applyOffer(id, offer: restart.sdp)])
        harness.clear()
        harness.peer(id, .answerReady(sdp: "again"))
        #expect(harness.sent == [.answer(peer: PeerID("p1"), negotiationID: "n2", sdp: "again")])
        #expect(harness.machine.sessions.map(\.id) == [id])
    }

    @Test func offersWaitForTheAnswerBeforeThem() throws {
        var harness = Harness.waiting()
        let id = try harness.offer(peer: "p1", negotiation: "n1", answered: false)
        harness.clear()
        let skipped = Harness.offer(peer: "p1", negotiation: "n2", version: 2)
        let newest = Harness.offer(peer: "p1", negotiation: "n3", version: 3)
        harness.signal(.offer(skipped))
        harness.signal(.offer(newest))
        #expect(harness.actions.isEmpty)
        harness.peer(id, .answerReady(sdp: "a1"))
        #expect(
            harness.actions == [
                .sendSignaling(.answer(peer: PeerID("p1"), negotiationID: "n1", sdp: "a1")), .applyOffer(id, offer: newest.sdp),
            ]
        )
    }

    @Test func aRepeatedOfferGetsItsAnswerAgain() throws {
        var harness = Harness.waiting()
        try harness.offer(peer: "p1", negotiation: "n1")
        harness.clear()
        harness.tryOffer(peer: "p1", negotiation: "n1")
        #expect(
            harness.actions == [
                .sendSignaling(.answer(peer: PeerID("p1"), negotiationID: "n1", sdp: Harness.answer(SessionID(1))))
            ]
        )
        #expect(harness.machine.counters.offersRepeated == 1)
    }

    @Test func aSecondAnswerIsCountedAndNotSent() throws {
        var harness = Harness.projecting()
        harness.peer(try #require(harness.lastCreated), .answerReady(sdp: "again"))
        #expect(harness.actions.isEmpty)
        #expect(harness.machine.counters.unexpectedAnswers == 1)
    }

    @Test func answersMadeWhileTheServerWasAwayGoOutWhenItIsBack() throws {
        var harness = Harness.waiting()
        let id = try harness.offer(peer: "p1", answered: false)
        harness.handle(.signalingDisconnected)
        harness.peer(id, .answerReady(sdp: "late"))
        harness.handle(.signalingConnected)
        harness.clear()
        harness.register()
        #expect(harness.sent.contains(.answer(peer: PeerID("p1"), negotiationID: nil, sdp: "late")))
    }

    @Test func someoneAtTheTVCanEndIt() throws {
        var harness = Harness.projecting()
        harness.handle(.sessionEndWanted(nil))
        #expect(harness.sent.contains(.sessionEnd(peer: PeerID("p1"), reason: .endedByTV)))
        #expect(harness.machine.state == .waiting)
        // Nobody has stopped sharing, so nobody is said to have.
        let isSaidToHaveEnded = harness.shown.contains { if case .ended = $0 { true } else { false } }
        #expect(!isSaidToHaveEnded && !harness.shown.isEmpty)
        harness.handle(.sessionEndWanted(nil))
        harness.handle(.sessionEndWanted(SessionID(99)))
        #expect(harness.machine.sessions.isEmpty)
    }

    @Test func shutdownTellsEverySenderAndStartsNothingMore() {
        var harness = Harness.projecting()
        harness.handle(.shutdown)
        #expect(harness.sent == [.sessionEnd(peer: PeerID("p1"), reason: .tvRestart)])
        harness.clear()
        harness.tryOffer(peer: "p2")
        harness.handle(.signalingConnected)
        #expect(harness.actions.isEmpty)
        #expect(harness.machine.nextDeadline == nil)
    }

    @Test func reportsOfSessionsThatAreGoneAreCounted() {
        var harness = Harness.waiting()
        harness.peer(SessionID(7), .firstFrame)
        harness.signal(.sessionEnd(peer: PeerID("nobody"), reason: .stopped))
        #expect(harness.machine.counters.latePeerEvents == 1)
        #expect(harness.machine.counters.strayEnds == 1)
        #expect(harness.actions.isEmpty)
    }
}
