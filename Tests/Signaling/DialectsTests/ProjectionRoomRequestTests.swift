import Dialects
import JSON
import Testing
import Wire

@Suite struct ProjectionRoomRequestTests {
    /// As it comes from a client, with what the payload is made of still text; read as a whole it must be the same.
    private func read(_ event: String, _ payload: String?...) throws -> RoomRequest {
        let texts = payload.compactMap { $0 }
        let kept = try texts.map { try JSONValue(parsing: $0.utf8.span, verbatimDepth: 1) }
        let whole = try texts.map { try JSONValue(parsing: $0) }
        let result = Result { () throws(DialectError) in try request(event, kept) }
        #expect(result == Result { () throws(DialectError) in try request(event, whole) })
        return try result.get()
    }

    private func request(_ event: String, _ arguments: [JSONValue]) throws(DialectError) -> RoomRequest {
        try RoomProjectionDialect.request(for: SocketIOMessage(event: event, arguments: arguments))
    }

    @Test func readsARegistrationOfAStockTV() throws {
        #expect(try read("TV_REGISTER") == .register(code: nil, token: nil, name: nil))
        #expect(try read("TV_REGISTER", "null") == .register(code: nil, token: nil, name: nil))
        #expect(try read("TV_REGISTER", "\"x\"") == .register(code: nil, token: nil, name: nil))
    }

    @Test func readsARegistrationOfOurOwn() throws {
        let request = try read("TV_REGISTER", #"{"projCode":"ABCDEF","token":"t","name":" Aula \u202e1\n "}"#)
        #expect(request == .register(code: "ABCDEF", token: Redacted("t"), name: "Aula 1"))
    }

    @Test func readsWhatOurTVDialectWrites() throws {
        let commands: [(SignalingCommand, RoomRequest)] = [
            (.register(code: "A", token: Redacted("t"), name: "n"), .register(code: "A", token: Redacted("t"), name: "n")),
            (.register(code: nil, token: nil, name: "n"), .register(code: nil, token: nil, name: "n")),
            (
                .answer(peer: PeerID("p"), negotiationID: "n", sdp: "v=0"),
                .answer(["type": "answer", "sdp": "v=0"], peer: PeerID("p"), negotiationID: "n")
            ),
            (
                .candidate(
                    peer: PeerID("p"),
                    negotiationID: "n",
                    candidate: "c",
                    sdpMid: "0",
                    sdpMLineIndex: 0,
                    usernameFragment: nil
                ),
                .candidate(["candidate": "c", "sdpMid": "0", "sdpMLineIndex": 0], peer: PeerID("p"), negotiationID: "n")
            ),
            (.sessionEnd(peer: PeerID("p"), reason: .replaced), .sessionEnd(peer: PeerID("p"), reason: .replaced)),
            (
                .state(policy: .refuse, presenter: "Ada", state: .projecting),
                .state(RoomTVState(policy: .refuse, presenter: "Ada", state: .projecting, offers: true))
            ),
            (.decide(peer: PeerID("p"), accept: true), .decide(peer: PeerID("p"), accept: true)),
        ]
        for (command, request) in commands {
            let messages = ProjectionTVDialect().messages(for: command)
            #expect(try messages.map { try RoomProjectionDialect.request(for: $0) } == [request])
        }
    }

    @Test func readsAJoinOfAStockPage() throws {
        let request = try read("CONNECT_TO_TV", #"{"username":"Ada","projCode":"abc def"}"#)
        #expect(request == .connect(code: "abc def", username: "Ada", resumeTicket: nil))
        #expect(try read("CONNECT_TO_TV", #"{"projCode":234567}"#) == .connect(code: "234567", username: nil, resumeTicket: nil))
    }

    @Test func handsDescriptionsAndCandidatesOnAsTheyCame() throws {
        let offer = try read("RTC_Client_Offer_To_Server", #"{"offer":{"type":"offer","sdp":"v=0","extra":[1]}}"#)
        #expect(offer == .offer(["type": "offer", "sdp": "v=0", "extra": [1]], negotiationID: nil))
        #expect(try read("RTC_Client_Offer_To_Server", #"{"offer":"v=0"}"#) == .offer("v=0", negotiationID: nil))
        let end = try read("RTC_Candidate_Exchange", #"{"iceCandidate":null,"negotiationId":"n","clientId":"p"}"#)
        #expect(end == .candidate(.null, peer: PeerID("p"), negotiationID: "n"))
    }

    @Test func takesAnUnknownPolicyForTheDefault() throws {
        #expect(try read("TV_STATE", #"{"policy":"later","state":"later"}"#) == .state(RoomTVState(policy: .takeover)))
    }

    @Test func readsAnEndWithoutAReason() throws {
        #expect(try read("RTC_Session_End") == .sessionEnd(peer: nil, reason: .stopped))
        #expect(try read("RTC_Session_End", #"{"reason":"later"}"#) == .sessionEnd(peer: nil, reason: .other("later")))
    }

    @Test(arguments: [
        ("CONNECT_TO_TV", nil, "payload"), ("CONNECT_TO_TV", "[]", "payload"), ("CONNECT_TO_TV", "{}", "projCode"),
        ("CONNECT_TO_TV", #"{"projCode":{}}"#, "projCode"), ("RTC_Client_Offer_To_Server", "{}", "offer"),
        ("RTC_Client_Offer_To_Server", #"{"offer":{"sdp":7}}"#, "offer"), ("RTC_TV_Answer_To_Server", "{}", "answer"),
        ("RTC_Candidate_Exchange", "{}", "iceCandidate"), ("RTC_Candidate_Exchange", #"{"iceCandidate":[]}"#, "iceCandidate"),
        ("TV_DECIDE", #"{"clientId":"p"}"#, "accept"), ("TV_DECIDE", #"{"accept":true}"#, "clientId"),
        ("TV_STATUS", "7", "payload"), ("TV_REGISTER", #"{"projCode":[]}"#, "projCode"),
    ])
    func namesTheFieldThatIsWrong(_ event: String, _ payload: String?, _ field: String) {
        #expect(throws: DialectError.malformed(event: event, field: field)) { try read(event, payload) }
    }

    @Test(arguments: ["", "TV_REGISTER_SUCCESS", "RTC_Client_Offer_To_TV", "TV_ASK", "message"])
    func knowsNoEventThatOnlyServersSay(_ event: String) {
        #expect(throws: DialectError.unknownEvent(event)) { try read(event, "{}") }
    }

    @Test func refusesAPayloadThatIsTooLong() throws {
        let sdp = String(repeating: "a", count: RoomProjectionDialect.maximumPayload)
        #expect(throws: DialectError.tooLong(event: "RTC_Client_Offer_To_Server", field: "payload")) {
            try read("RTC_Client_Offer_To_Server", #"{"offer":{"type":"offer","sdp":"\#(sdp)"}}"#)
        }
        // However much of it is escapes or white space, which do not count.
        let limit = RoomProjectionDialect.maximumPayload
        for length in (limit - 40)..<limit {
            let candidate = #"{  "candidate":"\n\u0041\#(String(repeating: "a", count: length))"}"#
            _ = try? read("RTC_Candidate_Exchange", #"{"iceCandidate":\#(candidate)}"#)
        }
        let spaced = #"{"iceCandidate":{\#(String(repeating: " ", count: 2 * limit))"candidate":"a"}}"#
        #expect(throws: Never.self) { try read("RTC_Candidate_Exchange", spaced) }
        let numbers = "[" + Array(repeating: "1", count: limit / 9 - 10).joined(separator: ",") + "]"
        #expect(throws: Never.self) { try read("RTC_Client_State", #"{"x":\#(numbers)}"#) }
        let nested = String(repeating: "[", count: 60) + String(repeating: "]", count: 60)
        let many = "[" + Array(repeating: nested, count: 1000).joined(separator: ",") + "]"
        #expect(throws: DialectError.self) { try read("RTC_Client_State", #"{"x":\#(many)}"#) }
    }
}
