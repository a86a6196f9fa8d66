import Dialects
import JSON
import RoomServer
import SeededRandom
import Testing
import Wire

@Suite struct RelayingTests {
    @Test func handsAnOfferToTheTVWithWhoItIsFrom() throws {
        let servers = [IceServer(urls: ["stun:192.0.2.3"])]
        var harness = RoomsHarness { $0.iceServers = servers }
        let tv = try harness.registeredTV()
        let sender = try harness.joinedSender(tv.code)
        let said = harness.tell(.offer(description("offer"), negotiationID: "n1"), from: sender.id)
        let expected = RoomReply.offer(
            description("offer"),
            peer: sender.peer,
            username: "Ada",
            negotiationID: "n1",
            resumed: false,
            iceServers: servers
        )
        #expect(said == [.send(expected, to: tv.id)])
    }

    static let spellings = [
        #"{"candidate":"a\r\n\u0041\ud83d\ude00\/","sdpMid":"0"}"#, #"{ "candidate" : "投影" ,\#t"sdpMid":"0" }"#,
        #"{"candidate":"a","candidate":"b","n":12345678901234567890123,"e":1.50e+2,"z":-0}"#,
        #"{"candidate":"","x":[{"_placeholder":true,"num":0},[],{}]}"#,
    ]

    /// From text to text, as between two clients: also what waits for the join.
    @Test(arguments: spellings) func handsOnWhatSendersSayInItsVeryBytes(_ candidate: String) throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV()
        let sender = try harness.joinedSender(tv.code)
        let payload = #"{"iceCandidate":\#(candidate)}"#
        let said = try harness.emit("RTC_Candidate_Exchange", payload, from: sender.id)
        let expected = #"2["RTC_Candidate_Exchange",{"iceCandidate":\#(candidate),"clientId":"\#(sender.peer)"}]"#
        #expect(RoomsHarness.texts(of: said, to: tv.id) == [expected])

        let early = harness.connect()
        #expect(try harness.emit("RTC_Candidate_Exchange", payload, from: early).isEmpty)
        #expect(try harness.emit("RTC_Client_Offer_To_Server", #"{"offer":{"sdp":"\u0076", "x":1e2}}"#, from: early).isEmpty)
        let joined = harness.tell(.connect(code: tv.code, username: nil, resumeTicket: nil), from: early)
        let texts = RoomsHarness.texts(of: joined, to: tv.id)
        #expect(texts.count == 2)
        #expect(texts.first?.contains(#""iceCandidate":\#(candidate),"#) == true)
        #expect(texts.last?.contains(#"{"offer":{"sdp":"\u0076", "x":1e2},"#) == true)
    }

    @Test(arguments: spellings) func handsOnWhatTVsSayInItsVeryBytes(_ candidate: String) throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV()
        let sender = try harness.joinedSender(tv.code)
        let answer = #"{"type":"answer" , "sdp":"v=0\r\n\u0041","sdp":"w"}"#
        let named = #""clientId":"\#(sender.peer)","negotiationId":"n""#
        let answered = try harness.emit("RTC_TV_Answer_To_Server", #"{\#(named),"answer":\#(answer)}"#, from: tv.id)
        let said = try harness.emit("RTC_Candidate_Exchange", #"{"iceCandidate":\#(candidate),\#(named)}"#, from: tv.id)
        let expected = [
            #"2["RTC_TV_Answer_To_Client",{"answer":\#(answer),"negotiationId":"n"}]"#,
            #"2["RTC_Candidate_Exchange",{"iceCandidate":\#(candidate),"negotiationId":"n"}]"#,
        ]
        #expect(RoomsHarness.texts(of: answered + said, to: sender.id) == expected)
        let status = #"{"state":"projecting","more":\#(candidate),"clientId":"\#(sender.peer)"}"#
        let told = try harness.emit("TV_STATUS", status, from: tv.id)
        #expect(RoomsHarness.texts(of: told, to: sender.id) == [#"2["TV_STATUS",{"state":"projecting","more":\#(candidate)}]"#])
    }

    @Test func handsAnswerAndCandidatesToTheSenderTheTVNames() throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV()
        let ada = try harness.joinedSender(tv.code)
        let bob = try harness.joinedSender(tv.code)
        _ = harness.tell(.offer(description("offer"), negotiationID: "a"), from: ada.id)
        _ = harness.tell(.offer(description("offer"), negotiationID: "b"), from: bob.id)
        let answered = harness.tell(.answer(description("answer"), peer: ada.peer, negotiationID: "a"), from: tv.id)
        #expect(answered == [.send(.answer(description("answer"), negotiationID: "a"), to: ada.id)])
        let trickled = harness.tell(.candidate(candidate(), peer: ada.peer, negotiationID: "a"), from: tv.id)
        #expect(trickled == [.send(.candidate(candidate(), peer: nil, negotiationID: "a"), to: ada.id)])
    }

    @Test func takesTheNewestOffererForWhomAStockTVMeans() throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV()
        let ada = try harness.joinedSender(tv.code)
        let bob = try harness.joinedSender(tv.code)
        _ = harness.tell(.offer(description("offer"), negotiationID: "b"), from: bob.id)
        _ = harness.tell(.offer(description("offer"), negotiationID: "a"), from: ada.id)
        let answered = try harness.emit("RTC_TV_Answer_To_Server", #"{"answer":{"type":"answer","sdp":"v=0"}}"#, from: tv.id)
        #expect(answered == [.send(.answer(description("answer", "v=0"), negotiationID: "a"), to: ada.id)])
        let trickled = try harness.emit("RTC_Candidate_Exchange", #"{"iceCandidate":{"candidate":"c"}}"#, from: tv.id)
        #expect(trickled == [.send(.candidate(["candidate": "c"], peer: nil, negotiationID: "a"), to: ada.id)])
    }

    @Test func handsASendersCandidatesToTheTVWithItsPeerAndNegotiation() throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV()
        let sender = try harness.joinedSender(tv.code)
        _ = harness.tell(.offer(description("offer"), negotiationID: "n1"), from: sender.id)
        let said = try harness.emit("RTC_Candidate_Exchange", #"{"iceCandidate":null}"#, from: sender.id)
        #expect(said == [.send(.candidate(.null, peer: sender.peer, negotiationID: "n1"), to: tv.id)])
    }

    @Test func keepsTheOfferOfAStockPageThatComesBeforeItsJoin() throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV()
        let id = harness.connect()
        #expect(try harness.emit("RTC_Client_Offer_To_Server", #"{"offer":{"type":"offer","sdp":"v=0"}}"#, from: id).isEmpty)
        #expect(try harness.emit("RTC_Candidate_Exchange", #"{"iceCandidate":{"candidate":"c"}}"#, from: id).isEmpty)
        let said = try harness.emit("CONNECT_TO_TV", #"{"username":"Ada","projCode":"\#(tv.code)"}"#, from: id)
        guard said.count == 3, case .send(.connected(let peer, _, _, _), id) = said[0],
            case .send(.offer(_, peer, "Ada", nil, resumed: false, _), tv.id) = said[1],
            case .send(.candidate(["candidate": "c"], peer, nil), tv.id) = said[2]
        else { throw Missing("join, offer, candidate in \(said)") }
    }

    @Test func keepsWhatComesBeforeTheJoinForTenSecondsOnly() throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV()
        let id = harness.connect()
        _ = harness.tell(.offer(description("offer"), negotiationID: nil), from: id)
        _ = harness.advance(by: .seconds(10))
        let said = harness.tell(.connect(code: tv.code, username: nil, resumeTicket: nil), from: id)
        #expect(said.count == 1)
        #expect(harness.rooms.statistics.dropped == 1)
        #expect(harness.rooms.nextDeadline == nil)
    }

    @Test func measuresTheTenSecondsFromTheFirstOfABatch() throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV()
        let id = harness.connect()
        _ = harness.tell(.offer(description("offer"), negotiationID: nil), from: id)
        _ = harness.tell(.connect(code: tv.code, username: nil, resumeTicket: nil), from: id)
        // The TV goes, and the next offer is a batch of its own.
        _ = harness.advance(by: .seconds(8))
        _ = harness.disconnect(tv.id)
        _ = harness.tell(.offer(description("offer"), negotiationID: nil), from: id)
        #expect(harness.advance(by: .seconds(9)).isEmpty)
        let said = harness.advance(by: .seconds(1))
        #expect(RoomsHarness.refusal(in: said)?.code == .tvOffline)
    }

    @Test func keepsAnOfferForATVThatIsBackWithinSeconds() throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV()
        let sender = try harness.joinedSender(tv.code)
        #expect(harness.disconnect(tv.id).isEmpty)
        #expect(harness.tell(.offer(description("offer"), negotiationID: "n"), from: sender.id).isEmpty)
        _ = harness.advance(by: .seconds(3))
        let again = harness.connect()
        let said = harness.tell(.register(code: tv.code, token: tv.token, name: nil), from: again)
        guard said.count == 2, case .send(.offer(_, sender.peer, "Ada", "n", resumed: false, _), again) = said[1] else {
            throw Missing("offer in \(said)")
        }
    }

    @Test func holdsNoMoreThanItsShareForASenderWithoutATV() throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV()
        let id = harness.connect()
        let big = description("offer", String(repeating: "a", count: 40_000))
        _ = harness.tell(.offer(big, negotiationID: nil), from: id)
        _ = harness.tell(.offer(big, negotiationID: nil), from: id)
        for number in 0..<1000 { _ = harness.tell(.candidate(candidate(number), peer: nil, negotiationID: nil), from: id) }
        #expect(harness.rooms.statistics.dropped > 600)
        let said = harness.tell(.connect(code: tv.code, username: nil, resumeTicket: nil), from: id)
        #expect(said.count { if case .send(.offer, _) = $0 { true } else { false } } == 1)
        #expect(said.count <= 1 + 1 + 200)
    }

    @Test func losingASenderEndsNothing() throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV()
        let sender = try harness.joinedSender(tv.code)
        _ = harness.tell(.offer(description("offer"), negotiationID: nil), from: sender.id)
        #expect(harness.disconnect(sender.id).isEmpty)
        #expect(harness.tell(.answer(description("answer"), peer: sender.peer, negotiationID: nil), from: tv.id).isEmpty)
        #expect(harness.rooms.statistics.undeliverable == 1)
        #expect(harness.rooms.senders == 0)
    }

    @Test func losingTheTVEndsNothing() throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV()
        _ = try harness.joinedSender(tv.code)
        #expect(harness.disconnect(tv.id).isEmpty)
        #expect(harness.rooms.senders == 1)
    }

    @Test func relaysStatesAndStatusesAndEnds() throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV()
        let ada = try harness.joinedSender(tv.code)
        let bob = try harness.joinedSender(tv.code)
        let paused = try harness.emit("RTC_Client_State", #"{"paused":true,"contentHint":"text"}"#, from: ada.id)
        #expect(paused == [.send(.senderState(["paused": true, "contentHint": "text"], peer: ada.peer), to: tv.id)])
        let status = #"{"clientId":"\#(ada.peer.value)","frameWidth":1920}"#
        let shown = try harness.emit("TV_STATUS", status, from: tv.id)
        #expect(shown == [.send(.status(["frameWidth": 1920]), to: ada.id)])
        let all = try harness.emit("TV_STATUS", #"{"frameWidth":1}"#, from: tv.id)
        #expect(all == [.send(.status(["frameWidth": 1]), to: ada.id), .send(.status(["frameWidth": 1]), to: bob.id)])
        let stopped = try harness.emit("RTC_Session_End", #"{"reason":"stopped"}"#, from: ada.id)
        #expect(stopped == [.send(.sessionEnd(peer: ada.peer, reason: .stopped), to: tv.id)])
        let ended = harness.tell(.sessionEnd(peer: bob.peer, reason: .endedByTV), from: tv.id)
        #expect(ended == [.send(.sessionEnd(peer: nil, reason: .endedByTV), to: bob.id)])
    }

    @Test func tellsWhoeverIsReplacedByWhom() throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV()
        let ada = try harness.joinedSender(tv.code, name: "Ada")
        let bob = try harness.joinedSender(tv.code, name: "Bob")
        for sender in [ada, bob] { _ = harness.tell(.offer(description("offer"), negotiationID: nil), from: sender.id) }
        let ended = harness.tell(.sessionEnd(peer: ada.peer, reason: .replaced), from: tv.id)
        #expect(ended == [.send(.sessionEnd(peer: nil, reason: .replaced, presenter: "Bob"), to: ada.id)])
        let own = harness.tell(.sessionEnd(peer: bob.peer, reason: .replaced), from: tv.id)
        #expect(own == [.send(.sessionEnd(peer: nil, reason: .replaced), to: bob.id)])
    }

    @Test func relaysTwoHundredCandidatesANegotiationEachWay() throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV()
        let sender = try harness.joinedSender(tv.code)
        for round in 1...2 {
            _ = harness.tell(.offer(description("offer"), negotiationID: "\(round)"), from: sender.id)
            var relayed = 0
            for number in 0..<300 {
                relayed += harness.tell(.candidate(candidate(number), peer: nil, negotiationID: nil), from: sender.id).count
                relayed += harness.tell(.candidate(candidate(number), peer: sender.peer, negotiationID: nil), from: tv.id).count
            }
            #expect(relayed == 400)
        }
        #expect(harness.rooms.statistics.dropped == 400)
    }

    @Test func countsWhatMakesNoSenseFromWhoSaysIt() throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV()
        let sender = try harness.joinedSender(tv.code)
        let stranger = harness.connect()
        #expect(harness.tell(.offer(description("offer"), negotiationID: nil), from: tv.id).isEmpty)
        #expect(harness.tell(.answer(description("answer"), peer: sender.peer, negotiationID: nil), from: sender.id).isEmpty)
        #expect(harness.tell(.status([:], peer: nil), from: sender.id).isEmpty)
        #expect(harness.tell(.state(RoomTVState(policy: .refuse)), from: stranger).isEmpty)
        #expect(harness.tell(.answer(description("answer"), peer: PeerID("nobody"), negotiationID: nil), from: tv.id).isEmpty)
        #expect(harness.tell(.register(code: nil, token: nil, name: nil), from: ConnectionID(999)).isEmpty)
    }

    @Test func neverCrossesFromOneRoomToAnother() throws {
        var harness = RoomsHarness()
        let first = try harness.registeredTV()
        let second = try harness.registeredTV()
        let sender = try harness.joinedSender(first.code)
        _ = harness.tell(.offer(description("offer"), negotiationID: nil), from: sender.id)
        #expect(harness.tell(.answer(description("answer"), peer: sender.peer, negotiationID: nil), from: second.id).isEmpty)
        #expect(harness.tell(.sessionEnd(peer: sender.peer, reason: .stopped), from: second.id).isEmpty)
    }

    @Test(arguments: [
        ("TV_REGISTER", #"{"projCode":[],"token":{}}"#, RoomRefusal.Code.invalidCode),
        ("CONNECT_TO_TV", #"{"username":"x"}"#, .badRequest),
        ("CONNECT_TO_TV", #"["ABCDEF"]"#, .badRequest),
        ("RTC_Client_Offer_To_Server", #"{"offer":7}"#, .badRequest),
        ("RTC_Client_Offer_To_Server", #"{"offer":{"type":"offer"}}"#, .badRequest),
    ])
    func tellsWhoSentWhatCannotBeRead(_ event: String, _ payload: String, _ code: RoomRefusal.Code) throws {
        var harness = RoomsHarness()
        let id = harness.connect()
        let said = try harness.emit(event, payload, from: id)
        #expect(RoomsHarness.refusal(in: said)?.code == code)
        #expect(harness.rooms.statistics.malformed == 1)
    }

    @Test func survivesAnythingInAnyOrder() {
        var random = SeededGenerator(seed: 3)
        var harness = RoomsHarness { $0.newCodeBurst = 1000 }
        var ids: [ConnectionID] = []
        var codes = ["AAAAAA"]
        var peers = [PeerID("x")]
        for _ in 0..<20_000 {
            if ids.count < 40 { ids.append(harness.connect(from: "192.0.2.\(ids.count)")) }
            let index = Int.random(in: 0..<ids.count, using: &random)
            let peer = peers.randomElement(using: &random)
            let code = codes.randomElement(using: &random) ?? ""
            let requests: [RoomRequest] = [
                .register(code: nil, token: nil, name: nil), .connect(code: code, username: nil, resumeTicket: nil),
                .connect(code: code, username: nil, resumeTicket: nil), .offer(description("offer"), negotiationID: nil),
                .answer(description("answer"), peer: peer, negotiationID: nil),
                .candidate(candidate(), peer: peer, negotiationID: nil), .sessionEnd(peer: peer, reason: .stopped),
                .state(
                    RoomTVState(policy: PresentationPolicy.allCases.randomElement(using: &random) ?? .ask, state: .projecting)
                ),
                .decide(peer: peer ?? PeerID("x"), accept: Bool.random(using: &random)), .status([:], peer: peer),
            ]
            var said = harness.tell(requests.randomElement(using: &random) ?? requests[0], from: ids[index])
            if Int.random(in: 0..<20, using: &random) == 0 { said += harness.disconnect(ids.remove(at: index)) }
            if Int.random(in: 0..<20, using: &random) == 0 { said += harness.advance(by: .seconds(3)) }
            for output in said {
                switch output {
                case .send(.registered(let code, _, _, _), _): codes.append(code)
                case .send(.connected(let peer, _, _, _), _): peers.append(peer)
                case .send(.ask(let peer, _), _): peers.append(peer)
                default: break
                }
            }
            codes = codes.suffix(20)
            peers = peers.suffix(20)
        }
        for id in ids { _ = harness.disconnect(id) }
        _ = harness.advance(by: .seconds(8 * 24 * 3600))
        #expect(harness.rooms.isEmpty)
        #expect(harness.rooms.statistics.joins > 100)
    }
}
