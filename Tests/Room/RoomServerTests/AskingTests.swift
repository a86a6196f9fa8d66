import Dialects
import RoomServer
import Testing
import Wire

@Suite struct AskingTests {
    private var harness = RoomsHarness()

    private mutating func takenTV() throws -> RoomsHarness.TV {
        let tv = try harness.registeredTV()
        _ = harness.tell(.state(RoomTVState(policy: .ask, presenter: "Ada", state: .projecting)), from: tv.id)
        return tv
    }

    private mutating func ask(_ tv: RoomsHarness.TV) throws -> (sender: ConnectionID, peer: PeerID) {
        let id = harness.connect()
        let request = RoomRequest.connect(code: tv.code, username: "Bob", resumeTicket: nil)
        let said = harness.tell(request, from: id, acknowledgement: 3)
        guard said.count == 2, case .send(.ask(let peer, "Bob"), tv.id) = said[0], said[1] == .send(.waitingForDecision, to: id)
        else { throw Missing("ask in \(said)") }
        return (id, peer)
    }

    @Test mutating func asksTheTVAndLetsInWhomItAccepts() throws {
        let tv = try takenTV()
        let (sender, peer) = try ask(tv)
        #expect(harness.tell(.offer(description("offer"), negotiationID: "n"), from: sender).isEmpty)
        #expect(harness.advance(by: .seconds(20)).isEmpty)
        let said = harness.tell(.decide(peer: peer, accept: true), from: tv.id)
        guard said.count == 3, case .acknowledge(3, .connected, sender) = said[0],
            case .send(.offer(_, peer, "Bob", "n", resumed: false, _), tv.id) = said[2]
        else { throw Missing("join and offer in \(said)") }
    }

    @Test mutating func turnsAwayWhomTheTVDeclines() throws {
        let tv = try takenTV()
        let (sender, peer) = try ask(tv)
        let said = harness.tell(.decide(peer: peer, accept: false), from: tv.id)
        guard case .acknowledge(3, .connectionRefused(let refusal), sender) = said.first else { throw Missing("refusal") }
        #expect(refusal.code == .busy)
        #expect(refusal.presenter == "Ada")
        #expect(harness.tell(.decide(peer: peer, accept: true), from: tv.id).isEmpty)
    }

    @Test mutating func takesSilenceForNo() throws {
        let tv = try takenTV()
        _ = try ask(tv)
        #expect(harness.advance(by: .seconds(29)).isEmpty)
        let said = harness.advance(by: .seconds(1))
        #expect(RoomsHarness.refusal(in: said)?.code == .busy)
        #expect(harness.rooms.nextDeadline == nil)
    }

    @Test mutating func tellsWhoWaitsThatTheTVWentAway() throws {
        let tv = try takenTV()
        _ = try ask(tv)
        #expect(RoomsHarness.refusal(in: harness.disconnect(tv.id))?.code == .tvOffline)
    }

    @Test mutating func asksOnlyOnceForASenderThatRepeatsItself() throws {
        let tv = try takenTV()
        let (sender, _) = try ask(tv)
        let said = harness.tell(.connect(code: tv.code, username: "Bob", resumeTicket: nil), from: sender)
        #expect(said == [.send(.waitingForDecision, to: sender)])
    }

    @Test mutating func heedsNoDecisionOfAnotherTV() throws {
        let tv = try takenTV()
        let other = try harness.registeredTV()
        let (sender, peer) = try ask(tv)
        #expect(harness.tell(.decide(peer: peer, accept: true), from: other.id).isEmpty)
        #expect(harness.tell(.decide(peer: peer, accept: true), from: sender).isEmpty)
    }

    @Test mutating func doesNotAskWhileNobodyPresents() throws {
        let tv = try harness.registeredTV()
        _ = harness.tell(.state(RoomTVState(policy: .ask, presenter: nil, state: .waiting)), from: tv.id)
        _ = try harness.joinedSender(tv.code)
    }
}
