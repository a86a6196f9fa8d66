import JSON
import RoomServer
import SocketIOServer
import Testing

@Suite(.timeLimit(.minutes(1)))
struct LiveSignallingTests {
    @Test(arguments: ["http", "https"])
    func takesATVAndASenderFromCodeToCandidates(_ scheme: String) async throws {
        try await withServer { server, port in
            let url = "\(scheme)://localhost:\(port)"
            let pin = scheme == "https" ? server.certificateFingerprint : nil
            let tv = try await LiveClient(url, pin: pin)
            try await tv.say("TV_REGISTER", ["name": "Aula"])
            let registration = try await tv.next("TV_REGISTER_SUCCESS")
            let code = try #require(registration["projCode"]?.string)
            #expect(registration["senderUrl"]?.string == server.senderURL)

            let sender = try await LiveClient(url, pin: pin)
            let joined = try await sender.ask("CONNECT_TO_TV", ["username": "Ada", "projCode": .string(code.lowercased())])
            #expect(joined.first?["tvName"] == "Aula")
            let peer = try #require(joined.first?["clientId"])

            let offer: JSONValue = ["type": "offer", "sdp": "v=0\r\n"]
            try await sender.say("RTC_Client_Offer_To_Server", ["offer": offer, "negotiationId": "1"])
            let offered = try await tv.next("RTC_Client_Offer_To_TV")
            #expect(offered["offer"] == offer)
            #expect(offered["clientId"] == peer)
            #expect(offered["username"] == "Ada")

            try await tv.say("RTC_TV_Answer_To_Server", ["answer": ["type": "answer", "sdp": "v=0"], "clientId": peer])
            let answered = try await sender.next("RTC_TV_Answer_To_Client")
            #expect(answered["answer"]?["type"] == "answer")
            #expect(answered["negotiationId"] == "1")

            try await sender.say("RTC_Candidate_Exchange", ["iceCandidate": ["candidate": "a"]])
            let candidate = try await tv.next("RTC_Candidate_Exchange")
            #expect(candidate["iceCandidate"]?["candidate"] == "a")
            #expect(candidate["clientId"] == peer)
            try await tv.say("RTC_Candidate_Exchange", ["iceCandidate": ["candidate": "b"], "clientId": peer])
            #expect(try await sender.next("RTC_Candidate_Exchange")["iceCandidate"]?["candidate"] == "b")

            let statistics = try await server.statistics()
            #expect(statistics.liveTVs == 1)
            #expect(statistics.senders == 1)
            try await sender.stop()
            try await tv.stop()
        }
    }

    @Test func givesTheOldCodeBackAfterItsRestart() async throws {
        let directory = try TemporaryDirectory()
        var code: JSONValue?
        var token: JSONValue?
        for _ in 0..<2 {
            try await withServer(in: directory) { _, port in
                let tv = try await LiveClient("http://localhost:\(port)")
                var claim: JSONValue = ["name": "Aula"]
                if let code, let token { claim = ["name": "Aula", "projCode": code, "token": token] }
                try await tv.say("TV_REGISTER", claim)
                let registration = try await tv.next("TV_REGISTER_SUCCESS")
                #expect(code == nil || registration["projCode"] == code)
                code = registration["projCode"]
                token = registration["token"]
                try await tv.stop()
            }
        }
    }

    @Test func answersNonsenseAndGoesOn() async throws {
        try await withServer { server, port in
            let client = try await LiveClient("http://localhost:\(port)")
            try await client.say("CONNECT_TO_TV", "nonsense")
            #expect(try await client.next("CONNECT_TO_TV_ERROR")["code"] == "bad-request")
            let refused = try await client.ask("CONNECT_TO_TV", ["projCode": "ZZZZZZ"])
            #expect(refused.first?["code"] == "unavailable")
            let sdp = String(repeating: "a", count: 70_000)
            try await client.say("RTC_Client_Offer_To_Server", ["offer": ["type": "offer", "sdp": .string(sdp)]])
            while try await client.next("CONNECT_TO_TV_ERROR")["code"] != "bad-request" {}
            #expect(try await client.ask("NOBODY_KNOWS_THIS", [:]).isEmpty)
            try await client.say("TV_REGISTER")
            #expect(try await client.next("TV_REGISTER_SUCCESS")["projCode"]?.string?.count == 6)
            #expect(try await server.statistics().rooms.malformed == 3)
            try await client.stop()
        }
    }
}
