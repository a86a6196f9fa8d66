import Dialects
import JSON
import Testing
import Wire

@Suite struct ProjectionRoomReplyTests {
    private func text(_ reply: RoomReply) -> String {
        guard let message = RoomProjectionDialect.message(for: reply) else { return "" }
        return ([JSONValue.string(message.event)] + message.arguments).map { $0.serialized() }.joined(separator: " ")
    }

    private let peer = PeerID("p")
    private let servers = [IceServer(urls: ["turn:192.0.2.3"], username: "u", credential: Redacted("c"))]

    @Test func writesWhatAStockTVReads() {
        let reply = RoomReply.registered(code: "ABCDEF", token: Redacted("t"), iceServers: [], senderURL: nil)
        #expect(text(reply) == #""TV_REGISTER_SUCCESS" {"projCode":"ABCDEF","token":"t","iceServers":[]}"#)
    }

    @Test func writesWhatOurTVDialectReads() throws {
        let refusal = RoomRefusal(code: .rateLimited, message: "m", retryAfter: .milliseconds(1500))
        let offer = RemoteOffer(peer: peer, username: "Ada", negotiationID: "n", isResumed: true, sdp: "v=0", iceServers: servers)
        let pairs: [(RoomReply, SignalingEvent)] = [
            (
                .registered(code: "ABCDEF", token: Redacted("t"), iceServers: servers, senderURL: "https://x"),
                .registered(Registration(code: "ABCDEF", token: Redacted("t"), iceServers: servers, senderURL: "https://x"))
            ),
            (
                .registrationRefused(refusal),
                .registrationFailed(SignalingFailure(code: .rateLimited, message: "m", retryAfter: .seconds(2)))
            ),
            (
                .offer(
                    ["type": "offer", "sdp": "v=0"],
                    peer: peer,
                    username: "Ada",
                    negotiationID: "n",
                    resumed: true,
                    iceServers: servers
                ),
                .offer(offer)
            ),
            (
                .candidate(["candidate": "c"], peer: peer, negotiationID: "n"),
                .candidate(RemoteCandidate(peer: peer, negotiationID: "n", candidate: "c"))
            ),
            (.senderState(["paused": true], peer: peer), .senderState(SenderState(peer: peer, isPaused: true))),
            (.ask(peer: peer, username: "Ada"), .ask(peer: peer, username: "Ada")),
            (.decided(peer: peer, accept: true), .decided(peer: peer, accept: true)),
            (.sessionEnd(peer: peer, reason: .stopped), .sessionEnd(peer: peer, reason: .stopped)),
        ]
        for (reply, event) in pairs {
            let message = try #require(RoomProjectionDialect.message(for: reply))
            #expect(try ProjectionTVDialect().events(for: message) == [event])
        }
    }

    @Test func writesWhatAStockSenderReads() {
        #expect(
            text(.answer(["type": "answer"], negotiationID: nil)) == #""RTC_TV_Answer_To_Client" {"answer":{"type":"answer"}}"#
        )
        let candidate = RoomReply.candidate(["candidate": "c"], peer: nil, negotiationID: nil)
        #expect(text(candidate) == #""RTC_Candidate_Exchange" {"iceCandidate":{"candidate":"c"}}"#)
        #expect(text(.sessionEnd(peer: nil, reason: .tvRestart)) == #""RTC_Session_End" {"reason":"tv-restart"}"#)
        let replaced = RoomReply.sessionEnd(peer: nil, reason: .replaced, presenter: "Bob")
        #expect(text(replaced) == #""RTC_Session_End" {"reason":"replaced","presenter":"Bob"}"#)
    }

    @Test func writesAJoinAndItsRefusal() {
        let joined = RoomReply.connected(peer: peer, tvName: nil, iceServers: servers, resumeTicket: Redacted("r"))
        #expect(
            text(joined)
                == #""CONNECT_TO_TV_SUCCESS" {"clientId":"p","tvName":"","iceServers":"#
                + #"[{"urls":["turn:192.0.2.3"],"username":"u","credential":"c"}],"resumeTicket":"r"}"#
        )
        let refusal = RoomRefusal(code: .busy, message: "m", retryAfter: .milliseconds(1), presenter: "Ada")
        #expect(
            text(.connectionRefused(refusal))
                == #""CONNECT_TO_TV_ERROR" {"code":"busy","message":"m","retryAfter":1,"presenter":"Ada"}"#
        )
        #expect(text(.waitingForDecision) == #""TV_STATUS" {"state":"asking"}"#)
    }
}
