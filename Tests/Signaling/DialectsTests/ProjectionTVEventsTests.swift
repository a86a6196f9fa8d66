import Dialects
import JSON
import Testing
import Wire

@Suite struct ProjectionTVEventsTests {
    private let dialect = ProjectionTVDialect()

    private func events(_ event: String, _ payload: String) throws -> [SignalingEvent] {
        try dialect.events(for: SocketIOMessage(event: event, arguments: [JSONValue(parsing: payload)]))
    }

    @Test func readsARegistrationOfOurServer() throws {
        let payload = """
            {"projCode":"AB23CD","token":"secret","senderUrl":"https://tv.example/",
             "iceServers":[{"urls":["turn:a.example?transport=udp","turns:a.example"],"username":"u","credential":"c"},
                           {"urls":"stun:b.example"},{"urls":7},"odd",{"url":"stun:c.example"}]}
            """
        let expected = Registration(
            code: "AB23CD",
            token: Redacted("secret"),
            iceServers: [
                IceServer(
                    urls: ["turn:a.example?transport=udp", "turns:a.example"],
                    username: "u",
                    credential: Redacted("c")
                ),
                IceServer(urls: ["stun:b.example"]), IceServer(urls: ["stun:c.example"]),
            ],
            senderURL: "https://tv.example/"
        )
        #expect(try events("TV_REGISTER_SUCCESS", payload) == [.registered(expected)])
    }

    @Test(arguments: [(#"{"projCode":"123456"}"#, "123456"), (#"{"projCode":123456,"token":null}"#, "123456")])
    func readsARegistrationOfAStockServer(_ payload: String, _ code: String) throws {
        #expect(try events("TV_REGISTER_SUCCESS", payload) == [.registered(Registration(code: code))])
    }

    @Test(arguments: [
        ("bad-token", SignalingFailure.Code.badToken), ("invalid-code", .invalidCode), ("replaced", .replaced),
        ("rate-limited", .rateLimited), ("later", .other("later")),
    ])
    func readsWhyARegistrationFailed(_ code: String, _ expected: SignalingFailure.Code) throws {
        let event = try events("TV_REGISTER_ERROR", #"{"code":"\#(code)","message":"no\nway","retryAfter":1.5}"#)
        let failure = SignalingFailure(code: expected, message: "noway", retryAfter: .milliseconds(1500))
        #expect(event == [.registrationFailed(failure)])
        #expect(expected.rawValue == code)
    }

    @Test(arguments: ["-5", "1e300", "\"soon\"", "null"]) func boundsTheTimeToWait(_ retryAfter: String) throws {
        let event = try events("TV_REGISTER_ERROR", #"{"code":"rate-limited","retryAfter":\#(retryAfter)}"#)
        guard case .registrationFailed(let failure) = event.first else {
            Issue.record("no failure")
            return
        }
        #expect((failure.retryAfter ?? .zero) >= .zero && (failure.retryAfter ?? .zero) <= .seconds(86_400))
    }

    @Test func readsAnOfferOfOurServer() throws {
        let payload = """
            {"offer":{"type":"offer","sdp":"v=0"},"clientId":"p1","username":"  Ann\\u202e\\u0007 ","negotiationId":"n1",
             "resumed":true,"iceServers":[{"urls":"stun:b.example"}]}
            """
        let offer = RemoteOffer(
            peer: PeerID("p1"),
            username: "Ann",
            negotiationID: "n1",
            isResumed: true,
            sdp: "v=0",
            iceServers: [IceServer(urls: ["stun:b.example"])]
        )
        #expect(try events("RTC_Client_Offer_To_TV", payload) == [.offer(offer)])
    }

    @Test(arguments: [#"{"offer":{"type":"offer","sdp":"v=0"}}"#, #"{"offer":{"sdp":"v=0"}}"#, #"{"offer":"v=0","username":7}"#])
    func readsAnOfferOfAStockServer(_ payload: String) throws {
        #expect(try events("RTC_Client_Offer_To_TV", payload) == [.offer(RemoteOffer(sdp: "v=0"))])
    }

    @Test func readsACandidate() throws {
        let payload = """
            {"iceCandidate":{"candidate":"candidate:1 1 udp 1 10.0.0.1 5 typ host","sdpMid":"0","sdpMLineIndex":0,
             "usernameFragment":"abcd"},"clientId":"p1","negotiationId":"n1"}
            """
        let candidate = RemoteCandidate(
            peer: PeerID("p1"),
            negotiationID: "n1",
            candidate: "candidate:1 1 udp 1 10.0.0.1 5 typ host",
            sdpMid: "0",
            sdpMLineIndex: 0,
            usernameFragment: "abcd"
        )
        #expect(try events("RTC_Candidate_Exchange", payload) == [.candidate(candidate)])
    }

    @Test(arguments: [
        #"{"iceCandidate":null}"#, #"{"iceCandidate":{"candidate":""}}"#, #"{"iceCandidate":{"candidate":null}}"#,
        #"{"iceCandidate":{}}"#, #"{"iceCandidate":""}"#, #"{"iceCandidate":{"candidate":"","sdpMLineIndex":-1}}"#,
    ])
    func readsEveryFormOfEndOfCandidates(_ payload: String) throws {
        guard case .candidate(let candidate) = try events("RTC_Candidate_Exchange", payload).first else {
            Issue.record("no candidate")
            return
        }
        #expect(candidate.isEndOfCandidates)
        #expect(candidate.sdpMLineIndex == nil)
    }

    @Test(arguments: [
        ("stopped", SessionEndReason.stopped), ("replaced", .replaced), ("refused", .refused), ("ended-by-tv", .endedByTV),
        ("tv-restart", .tvRestart), ("media-lost", .mediaLost), ("unsupported", .unsupported), ("tired", .other("tired")),
    ])
    func readsTheEndOfASession(_ reason: String, _ expected: SessionEndReason) throws {
        let event = try events("RTC_Session_End", #"{"clientId":"p1","reason":"\#(reason)"}"#)
        #expect(event == [.sessionEnd(peer: PeerID("p1"), reason: expected)])
        #expect(expected.rawValue == reason)
    }

    @Test func anEndWithoutPayloadMeansStopped() throws {
        let event = try dialect.events(for: SocketIOMessage(event: "RTC_Session_End"))
        #expect(event == [.sessionEnd(peer: nil, reason: .stopped)])
    }

    @Test func readsTheSendersStateAndQuestions() throws {
        #expect(
            try events("RTC_Client_State", #"{"paused":true,"contentHint":"text"}"#)
                == [.senderState(SenderState(isPaused: true, contentHint: "text"))]
        )
        #expect(
            try events("TV_ASK", #"{"clientId":"p2","username":"李雷"}"#) == [.ask(peer: PeerID("p2"), username: "李雷")]
        )
    }

    @Test(arguments: [
        ("TV_REGISTER_SUCCESS", "{}", "projCode"), ("TV_REGISTER_SUCCESS", #"{"projCode":""}"#, "projCode"),
        ("TV_REGISTER_SUCCESS", #"{"projCode":["A"]}"#, "projCode"), ("TV_REGISTER_SUCCESS", "[]", "payload"),
        ("TV_REGISTER_SUCCESS", #"{"projCode":"A\u0000"}"#, "projCode"), ("TV_REGISTER_ERROR", "{}", "code"),
        ("RTC_Client_Offer_To_TV", "{}", "offer"), ("RTC_Client_Offer_To_TV", #"{"offer":{"type":"offer"}}"#, "offer"),
        ("RTC_Client_Offer_To_TV", #"{"offer":{"type":"answer","sdp":"v=0"}}"#, "offer.type"),
        ("RTC_Client_Offer_To_TV", #"{"offer":{"sdp":"v=0"},"clientId":[]}"#, "clientId"),
        ("RTC_Candidate_Exchange", "{}", "iceCandidate"), ("RTC_Candidate_Exchange", #"{"iceCandidate":[1]}"#, "iceCandidate"),
        ("RTC_Candidate_Exchange", #"{"iceCandidate":{"candidate":{}}}"#, "candidate"), ("TV_ASK", "null", "payload"),
    ])
    func namesTheFieldOfAMalformedMessage(_ event: String, _ payload: String, _ field: String) {
        #expect(throws: DialectError.malformed(event: event, field: field)) { try events(event, payload) }
    }

    @Test func refusesWhatNoHonestPeerSends() {
        let long = String(repeating: "x", count: 70_000)
        #expect(throws: DialectError.tooLong(event: "RTC_Client_Offer_To_TV", field: "offer")) {
            try events("RTC_Client_Offer_To_TV", #"{"offer":{"sdp":"\#(long)"}}"#)
        }
        #expect(throws: DialectError.tooLong(event: "RTC_Candidate_Exchange", field: "candidate")) {
            try events("RTC_Candidate_Exchange", #"{"iceCandidate":{"candidate":"\#(long)"}}"#)
        }
        #expect(throws: DialectError.unknownEvent(String(repeating: "E", count: 64))) {
            try events(String(repeating: "E", count: 5000), "{}")
        }
    }
}
