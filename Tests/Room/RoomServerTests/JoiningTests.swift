import Dialects
import JSON
import RoomServer
import Testing
import Wire

@Suite struct JoiningTests {
    @Test(arguments: ["exact", "lower", "spaced", "dashed"])
    func findsTheTVHoweverTheCodeIsTyped(_ style: String) throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV()
        let (head, tail) = (tv.code.prefix(3), tv.code.suffix(3))
        let typed =
            switch style {
            case "lower": tv.code.lowercased()
            case "spaced": " \(head)  \(tail) "
            case "dashed": "\(head)-\(tail)"
            default: tv.code
            }
        let sender = try harness.joinedSender(typed)
        #expect(!sender.peer.value.isEmpty)
    }

    @Test func answersTheAcknowledgementAndTheEventAlike() throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV(name: "Aula")
        let id = harness.connect()
        let request = RoomRequest.connect(code: tv.code, username: "Ada", resumeTicket: nil)
        let said = harness.tell(request, from: id, acknowledgement: 5)
        #expect(said.count == 2)
        guard case .acknowledge(5, let acknowledged, id) = said[0], case .send(let sent, id) = said[1] else {
            throw Missing("acknowledgement in \(said)")
        }
        #expect(acknowledged == sent)
        guard case .connected(_, "Aula", _, _) = sent else { throw Missing("connected") }
    }

    @Test func tellsNoDifferenceBetweenAnUnknownCodeAndAnAbsentTV() throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV()
        _ = harness.disconnect(tv.id)
        let id = harness.connect()
        let absent = harness.tell(.connect(code: tv.code, username: nil, resumeTicket: nil), from: id)
        let unknown = harness.tell(.connect(code: "AAAAAA", username: nil, resumeTicket: nil), from: id)
        #expect(RoomsHarness.refusal(in: absent)?.code == .unavailable)
        #expect(absent == unknown)
        // Both were said at once, and nothing is left to be done for either.
        let nextDeadline = harness.rooms.nextDeadline
        _ = harness.tell(.connect(code: tv.code, username: nil, resumeTicket: nil), from: harness.connect())
        #expect(harness.rooms.nextDeadline == nextDeadline)
        _ = harness.tell(.connect(code: "AAAAAA", username: nil, resumeTicket: nil), from: harness.connect())
        #expect(harness.rooms.nextDeadline == nextDeadline)
        #expect(harness.rooms.statistics.guessesEvaluated == 4)
    }

    @Test func tellsAPageThatHasBeenThereThatTheTVIsOffLine() throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV()
        let sender = try harness.joinedSender(tv.code)
        _ = harness.disconnect(tv.id)
        let id = harness.connect()
        let request = RoomRequest.connect(code: tv.code, username: nil, resumeTicket: sender.ticket)
        let refusal = RoomsHarness.refusal(in: harness.tell(request, from: id))
        #expect(refusal?.code == .tvOffline)
        #expect(refusal?.retryAfter != nil)
        let forged = Redacted(String(sender.ticket.exposed.dropLast()) + "0")
        let guess = RoomRequest.connect(code: tv.code, username: nil, resumeTicket: forged)
        #expect(RoomsHarness.refusal(in: harness.tell(guess, from: id))?.code != .tvOffline)
    }

    @Test func limitsWrongCodesPerNetworkAndCountsNoSuccess() throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV()
        let wrong = RoomRequest.connect(code: "ZZZZZZ", username: nil, resumeTicket: nil)
        let right = RoomRequest.connect(code: tv.code, username: nil, resumeTicket: nil)
        for _ in 0..<4 {
            let id = harness.connect(from: "2001:db8:0:1::\(Int.random(in: 1...9))")
            #expect(RoomsHarness.refusal(in: harness.tell(wrong, from: id))?.code == .unavailable)
        }
        for _ in 0..<20 {
            let id = harness.connect(from: "2001:db8:0:1::a")
            _ = try RoomsHarness.sender(in: harness.tell(right, from: id))
            _ = harness.disconnect(id)
        }
        let id = harness.connect(from: "2001:db8:0:1:ffff::1")
        #expect(RoomsHarness.refusal(in: harness.tell(wrong, from: id))?.code == .unavailable)
        let limited = RoomsHarness.refusal(in: harness.tell(right, from: id))
        #expect(limited?.code == .rateLimited)
        #expect(limited?.retryAfter == .seconds(6))
        // Another /64 is another budget, and time brings this one back.
        _ = try RoomsHarness.sender(in: harness.tell(right, from: harness.connect(from: "2001:db8:0:2::1")))
        _ = harness.advance(by: .seconds(6))
        _ = try RoomsHarness.sender(in: harness.tell(right, from: id))
    }

    @Test func limitsAnIPv4ClientOnADualStackSocketAsItself() throws {
        var harness = RoomsHarness()
        let wrong = RoomRequest.connect(code: "ZZZZZZ", username: nil, resumeTicket: nil)
        for _ in 0..<5 { _ = harness.tell(wrong, from: harness.connect(from: "::ffff:192.0.2.9")) }
        let same = harness.tell(wrong, from: harness.connect(from: "192.0.2.9"))
        let neighbour = harness.tell(wrong, from: harness.connect(from: "::ffff:192.0.2.10"))
        #expect(RoomsHarness.refusal(in: same)?.code == .rateLimited)
        #expect(RoomsHarness.refusal(in: neighbour)?.code == .unavailable)
    }

    @Test func letsEightSendersInAndTellsTheNinthThatTheTVIsBusy() throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV()
        let senders = try (0..<8).map { _ in try harness.joinedSender(tv.code) }
        let ninth = harness.connect()
        let request = RoomRequest.connect(code: tv.code, username: nil, resumeTicket: nil)
        #expect(RoomsHarness.refusal(in: harness.tell(request, from: ninth))?.code == .busy)
        _ = harness.disconnect(senders[3].id)
        _ = try RoomsHarness.sender(in: harness.tell(request, from: ninth))
    }

    @Test func saysBusyAndWhoPresentsWhenTheTVRefusesOthers() throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV()
        _ = try harness.emit("TV_STATE", #"{"policy":"refuse","presenter":"Ada","state":"projecting"}"#, from: tv.id)
        let id = harness.connect()
        let refusal = RoomsHarness.refusal(
            in: try harness.emit("CONNECT_TO_TV", #"{"username":"Bob","projCode":"\#(tv.code)"}"#, from: id)
        )
        #expect(refusal?.code == .busy)
        #expect(refusal?.presenter == "Ada")
        _ = try harness.emit("TV_STATE", #"{"policy":"refuse","presenter":null,"state":"waiting"}"#, from: tv.id)
        _ = try harness.joinedSender(tv.code)
    }

    @Test func letsASecondSenderTakeOver() throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV()
        _ = harness.tell(.state(RoomTVState(policy: .takeover, presenter: "Ada", state: .projecting)), from: tv.id)
        _ = try harness.joinedSender(tv.code, name: "Bob")
    }

    @Test func letsThePresenterBackUnderItsOldNameButNobodyElseUnasked() throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV()
        let ada = try harness.joinedSender(tv.code, name: "Ada")
        let bob = try harness.joinedSender(tv.code, name: "Bob")
        _ = harness.tell(.offer(description("offer"), negotiationID: nil), from: ada.id)
        _ = harness.tell(.answer(description("answer"), peer: ada.peer, negotiationID: nil), from: tv.id)
        _ = harness.tell(.state(RoomTVState(policy: .takeover, presenter: "Ada", state: .projecting)), from: tv.id)
        #expect(harness.disconnect(ada.id).isEmpty)
        let back = try harness.joinedSender(tv.code, name: "Ada", ticket: ada.ticket)
        #expect(back.peer == ada.peer)
        let offered = harness.tell(.offer(description("offer"), negotiationID: nil), from: back.id)
        guard case .send(.offer(_, ada.peer, "Ada", nil, resumed: true, _), tv.id) = offered.first else {
            throw Missing("resumed offer in \(offered)")
        }
        _ = harness.disconnect(bob.id)
        let again = RoomRequest.connect(code: tv.code, username: "Bob", resumeTicket: bob.ticket)
        #expect(RoomsHarness.refusal(in: harness.tell(again, from: harness.connect()))?.code == .busy)
    }

    /// The signalling connection stayed, the picture was lost for so long that the TV gave it up.
    @Test func letsAMemberBeginAnewByItselfOnlyWhileNobodyElsePresents() throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV()
        let ada = try harness.joinedSender(tv.code, name: "Ada")
        let again = RoomRequest.connect(code: tv.code, username: "Ada", resumeTicket: ada.ticket)
        #expect(try RoomsHarness.sender(in: harness.tell(again, from: ada.id)).peer == ada.peer)
        let offered = harness.tell(.offer(description("offer"), negotiationID: nil), from: ada.id)
        guard case .send(.offer(_, ada.peer, "Ada", nil, resumed: true, _), tv.id) = offered.first else {
            throw Missing("resumed offer in \(offered)")
        }
        let bob = try harness.joinedSender(tv.code, name: "Bob")
        _ = harness.tell(.answer(description("answer"), peer: bob.peer, negotiationID: nil), from: tv.id)
        _ = harness.tell(.state(RoomTVState(policy: .takeover, presenter: "Bob", state: .projecting)), from: tv.id)
        let refusal = RoomsHarness.refusal(in: harness.tell(again, from: ada.id))
        #expect(refusal?.code == .busy && refusal?.presenter == "Bob")
        // Pressed by a person it is another matter.
        _ = try harness.joinedSender(tv.code, name: "Ada")
    }

    @Test func letsBackWhoWasGivenUpBeforeTheTVHasSaidThatItIsFree() throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV()
        let ada = try harness.joinedSender(tv.code, name: "Ada")
        _ = harness.tell(.answer(description("answer"), peer: ada.peer, negotiationID: nil), from: tv.id)
        _ = harness.tell(.state(RoomTVState(policy: .takeover, presenter: "Ada", state: .projecting)), from: tv.id)
        _ = harness.tell(.sessionEnd(peer: ada.peer, reason: .mediaLost), from: tv.id)
        let again = RoomRequest.connect(code: tv.code, username: "Ada", resumeTicket: ada.ticket)
        #expect(try RoomsHarness.sender(in: harness.tell(again, from: ada.id)).peer == ada.peer)
    }

    @Test func letsThePresenterBackWhomANewcomerDidNotManageToReplace() throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV()
        let ada = try harness.joinedSender(tv.code, name: "Ada")
        _ = harness.tell(.answer(description("answer"), peer: ada.peer, negotiationID: nil), from: tv.id)
        _ = harness.tell(.status(["state": "projecting"], peer: ada.peer), from: tv.id)
        _ = harness.tell(.state(RoomTVState(policy: .takeover, presenter: "Ada", state: .projecting)), from: tv.id)
        let bob = try harness.joinedSender(tv.code, name: "Bob")
        _ = harness.tell(.answer(description("answer"), peer: bob.peer, negotiationID: nil), from: tv.id)
        _ = harness.disconnect(ada.id)
        #expect(try harness.joinedSender(tv.code, name: "Ada", ticket: ada.ticket).peer == ada.peer)
        _ = harness.tell(.status(["state": "projecting"], peer: bob.peer), from: tv.id)
        let again = RoomRequest.connect(code: tv.code, username: "Ada", resumeTicket: ada.ticket)
        #expect(RoomsHarness.refusal(in: harness.tell(again, from: harness.connect()))?.code == .busy)
    }

    @Test func takesTheNewConnectionForThePeerWhoseOldOneIsAGhost() throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV()
        let ada = try harness.joinedSender(tv.code)
        let back = try harness.joinedSender(tv.code, ticket: ada.ticket)
        #expect(back.peer == ada.peer)
        #expect(harness.rooms.senders == 1)
        let answered = harness.tell(.answer(description("answer"), peer: ada.peer, negotiationID: nil), from: tv.id)
        #expect(answered == [.send(.answer(description("answer"), negotiationID: nil), to: back.id)])
    }

    @Test func keepsATVFromProjectingToItself() throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV()
        let said = harness.tell(.connect(code: tv.code, username: nil, resumeTicket: nil), from: tv.id)
        #expect(RoomsHarness.refusal(in: said)?.code == .badRequest)
        #expect(harness.rooms.liveTVs == 1)
    }

    @Test func answersARepeatedJoinWithTheSamePeer() throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV()
        let sender = try harness.joinedSender(tv.code)
        let said = harness.tell(.connect(code: tv.code, username: "Ada", resumeTicket: nil), from: sender.id)
        #expect(try RoomsHarness.sender(in: said).peer == sender.peer)
        #expect(harness.rooms.senders == 1)
    }
}
