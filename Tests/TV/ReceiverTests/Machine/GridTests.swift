import Dialects
import Receiver
import Testing
import Wire

@Suite struct GridTests {
    private func presenting(_ count: Int) -> Harness {
        var harness = Harness.waiting(policy: .grid)
        for number in 1...count { harness.project(peer: "p\(number)", username: "N\(number)") }
        return harness
    }

    private func cells(_ harness: Harness) -> [GridCell] {
        if case .grid(let cells) = harness.machine.screen { cells } else { [] }
    }

    @Test func showsOneAloneAndFourTogether() {
        #expect(presenting(1).machine.screen == .projecting(SessionID(1), name: "N1"))
        for count in 2...4 {
            let harness = presenting(count)
            #expect(cells(harness).map(\.name) == (1...count).map { "N\($0)" })
            #expect(harness.closed.isEmpty)
        }
    }

    @Test func refusesTheFifthAndSaysSoToTheRoomServer() throws {
        var harness = presenting(4)
        #expect(harness.sent.last == .state(policy: .refuse, presenter: "N4", state: .projecting))
        harness.clear()
        let fifth = harness.tryOffer(peer: "p5")
        #expect(fifth == nil)
        #expect(harness.sent == [.sessionEnd(peer: PeerID("p5"), reason: .refused)])
        harness.signal(.sessionEnd(peer: PeerID("p2"), reason: .stopped))
        #expect(harness.sent.last == .state(policy: .grid, presenter: "N4", state: .projecting))
        try harness.offer(peer: "p5")
    }

    @Test func letsBackWhoWasLostWhileThereIsAPlace() throws {
        var harness = presenting(2)
        harness.signal(.sessionEnd(peer: PeerID("p1"), reason: .mediaLost))
        let back = try harness.offer(peer: "p1", username: "N1", isResumed: true)
        harness.peer(back, .firstFrame)
        #expect(cells(harness).map(\.name) == ["N2", "N1"])
        for number in 3...4 { harness.project(peer: "p\(number)") }
        harness.signal(.sessionEnd(peer: PeerID("p1"), reason: .mediaLost))
        harness.project(peer: "p5")
        #expect(harness.tryOffer(peer: "p1", isResumed: true) == nil)
    }

    @Test func aNewcomerWithoutAPictureHasNoCellYet() throws {
        var harness = presenting(2)
        try harness.offer(peer: "p3", username: "N3")
        #expect(cells(harness).count == 2)
    }

    @Test func saysOfEachHowItDoes() {
        var harness = presenting(3)
        harness.signal(.senderState(SenderState(peer: PeerID("p2"), isPaused: true)))
        harness.advance(.milliseconds(2900))
        harness.peer(SessionID(2), .heard(at: harness.now))
        harness.peer(SessionID(3), .heard(at: harness.now))
        harness.advance(.milliseconds(200))
        #expect(cells(harness).map(\.state) == [.interrupted, .paused, .projecting])
    }

    @Test func whoIsLeftGetsTheWholeScreen() {
        var harness = presenting(2)
        harness.clear()
        harness.signal(.sessionEnd(peer: PeerID("p1"), reason: .stopped))
        #expect(harness.shown == [.projecting(SessionID(2), name: "N2")])
    }

    @Test func aSenderThatStartsOverReplacesItself() throws {
        var harness = presenting(3)
        let again = try harness.offer(peer: "p1", username: "N1", origin: "again")
        harness.peer(again, .firstFrame)
        #expect(harness.closed == [SessionID(1)])
        #expect(cells(harness).map(\.name) == ["N2", "N3", "N1"])
    }
}
