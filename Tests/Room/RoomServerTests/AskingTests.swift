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

    /// A TV that asks, and who presents on it, connected.
    private mutating func presentedTV() throws -> (tv: RoomsHarness.TV, presenter: ConnectionID) {
        let tv = try harness.registeredTV()
        _ = harness.tell(.state(RoomTVState(policy: .ask, presenter: nil, state: .waiting)), from: tv.id)
        let ada = try harness.joinedSender(tv.code)
        _ = harness.tell(.offer(description("offer"), negotiationID: nil), from: ada.id)
        _ = harness.tell(.answer(description("answer"), peer: ada.peer, negotiationID: nil), from: tv.id)
        _ = harness.tell(.state(RoomTVState(policy: .ask, presenter: "Ada", state: .projecting)), from: tv.id)
        return (tv, ada.id)
    }

    private mutating func askBoth(_ tv: RoomsHarness.TV, _ presenter: ConnectionID) throws -> (sender: ConnectionID, peer: PeerID)
    {
        let id = harness.connect()
        let said = harness.tell(.connect(code: tv.code, username: "Bob", resumeTicket: nil), from: id, acknowledgement: 3)
        guard said.count == 3, case .send(.ask(let peer, "Bob"), tv.id) = said[0],
            said[1] == .send(.ask(peer: peer, username: "Bob"), to: presenter)
        else { throw Missing("both asked in \(said)") }
        return (id, peer)
    }

    @Test(arguments: [true, false])
    mutating func whoPresentsDecidesTooAndTheTVHearsOfIt(accept: Bool) throws {
        let (tv, presenter) = try presentedTV()
        let (sender, peer) = try askBoth(tv, presenter)
        let said = harness.tell(.decide(peer: peer, accept: accept), from: presenter)
        #expect(said.first == .send(.decided(peer: peer, accept: accept), to: tv.id))
        switch said.dropFirst().first {
        case .acknowledge(3, .connected, sender): #expect(accept)
        case .acknowledge(3, .connectionRefused(let refusal), sender): #expect(!accept && refusal.code == .busy)
        default: throw Missing("an answer in \(said)")
        }
        // One decision only.
        #expect(harness.tell(.decide(peer: peer, accept: true), from: tv.id).isEmpty)
    }

    @Test mutating func whoPresentsHearsThatTheTVHasDecided() throws {
        let (tv, presenter) = try presentedTV()
        let (_, peer) = try askBoth(tv, presenter)
        let said = harness.tell(.decide(peer: peer, accept: false), from: tv.id)
        #expect(said.first == .send(.decided(peer: peer, accept: false), to: presenter))
    }

    @Test mutating func takesTheQuestionBackWhenTheAskerLeavesOrTimeIsUp() throws {
        let (tv, presenter) = try presentedTV()
        let (sender, peer) = try askBoth(tv, presenter)
        let withdrawn = [tv.id, presenter].map { RoomsOutput.send(.decided(peer: peer, accept: false), to: $0) }
        #expect(harness.disconnect(sender) == withdrawn)
        let (_, second) = try askBoth(tv, presenter)
        let said = harness.advance(by: .seconds(30))
        let overdue = [tv.id, presenter].map { RoomsOutput.send(.decided(peer: second, accept: false), to: $0) }
        #expect(Array(said.prefix(2)) == overdue)
    }

    @Test mutating func onlyWhoPresentsDecides() throws {
        let (tv, presenter) = try presentedTV()
        let bystander = try harness.registeredTV()
        let (_, peer) = try askBoth(tv, presenter)
        let stranger = try harness.joinedSender(bystander.code)
        #expect(harness.tell(.decide(peer: peer, accept: true), from: stranger.id).isEmpty)
    }
}
