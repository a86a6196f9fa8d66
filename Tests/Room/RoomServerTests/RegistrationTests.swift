import Dialects
import RoomServer
import SeededRandom
import Testing
import Wire

@Suite struct RegistrationTests {
    @Test func givesAStockTVACodeOfSixUnmistakableLetters() throws {
        var harness = RoomsHarness()
        let id = harness.connect()
        let tv = try RoomsHarness.tv(in: try harness.emit("TV_REGISTER", from: id))
        #expect(tv.code.count == 6)
        #expect(tv.code.allSatisfy { ProjectionCode.alphabet.contains($0) })
        #expect(harness.rooms.liveTVs == 1)
    }

    @Test func tellsTheTVItsIceServersAndTheSenderURL() throws {
        let servers = [IceServer(urls: ["turn:192.0.2.3"], username: "u", credential: Redacted("c"))]
        var harness = RoomsHarness {
            $0.iceServers = servers
            $0.senderURL = "https://192.0.2.1:8443"
        }
        let id = harness.connect()
        let said = harness.tell(.register(code: nil, token: nil, name: nil), from: id)
        guard case .send(.registered(_, _, let iceServers, let url), id) = said.first else { throw Missing("registered") }
        #expect(iceServers == servers)
        #expect(url == "https://192.0.2.1:8443")
    }

    @Test func givesTheOldCodeBackForItsToken() throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV()
        #expect(harness.disconnect(tv.id).isEmpty)
        let again = harness.connect()
        let back = try RoomsHarness.tv(in: harness.tell(.register(code: tv.code, token: tv.token, name: nil), from: again))
        #expect(back.code == tv.code)
        #expect(back.token == tv.token)
    }

    @Test func givesTheOldCodeBackAfterARestartOfTheServer() throws {
        var before = RoomsHarness()
        let tv = try before.registeredTV()
        var after = RoomsHarness()
        let id = after.connect()
        let typed = tv.code.lowercased()
        let back = try RoomsHarness.tv(in: after.tell(.register(code: typed, token: tv.token, name: nil), from: id))
        #expect(back.code == tv.code)
    }

    @Test func refusesATokenOfAnotherServer() throws {
        var before = RoomsHarness()
        let tv = try before.registeredTV()
        var other = RoomsHarness(key: Array(repeating: 8, count: RoomTickets.keySize))
        let id = other.connect()
        let said = other.tell(.register(code: tv.code, token: tv.token, name: nil), from: id)
        #expect(RoomsHarness.refusal(in: said)?.code == .badToken)
        #expect(other.rooms.liveTVs == 0)
    }

    @Test func refusesATokenForAnotherCode() throws {
        var harness = RoomsHarness()
        let first = try harness.registeredTV()
        let second = try harness.registeredTV()
        let id = harness.connect()
        let said = harness.tell(.register(code: first.code, token: second.token, name: nil), from: id)
        #expect(RoomsHarness.refusal(in: said)?.code == .badToken)
    }

    @Test(arguments: ["", "ABC", "ABCDE0", "ABCDEI", "ABCDEFGHJKLMNPQRS", "<script>", "ＡＢＣＤＥＦ"])
    func refusesWhatIsNoCode(_ code: String) throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV()
        let id = harness.connect()
        let said = harness.tell(.register(code: code, token: tv.token, name: nil), from: id)
        #expect(RoomsHarness.refusal(in: said)?.code == .invalidCode)
    }

    @Test func takesACodeWithoutTokenForNoClaim() throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV()
        let id = harness.connect()
        let other = try RoomsHarness.tv(in: harness.tell(.register(code: tv.code, token: nil, name: nil), from: id))
        #expect(other.code != tv.code)
        #expect(harness.rooms.liveTVs == 2)
    }

    @Test func neverShowsOneCodeOnTwoTVs() throws {
        // A server that knew nothing of the first TV has given its code to a second one.
        var harness = RoomsHarness { $0.codeLength = 4 }
        let second = try harness.registeredTV()
        let code = try #require(ProjectionCode(typed: second.code))
        var random = SeededGenerator(seed: 99)
        let tickets = RoomTickets(key: Redacted(Array(repeating: 7, count: RoomTickets.keySize)))
        let token = tickets.token(for: TVIdentity(random: &random), code: code)
        let id = harness.connect()
        let first = try RoomsHarness.tv(in: harness.tell(.register(code: second.code, token: token, name: nil), from: id))
        #expect(first.code != second.code)
        #expect(harness.rooms.liveTVs == 2)
    }

    @Test func tellsTheOlderConnectionThatItWasReplaced() throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV()
        let sender = try harness.joinedSender(tv.code)
        let again = harness.connect()
        let said = harness.tell(.register(code: tv.code, token: tv.token, name: nil), from: again)
        guard case .send(.registrationRefused(let refusal), tv.id) = said.first else { throw Missing("replaced in \(said)") }
        #expect(refusal.code == .replaced)
        #expect(harness.rooms.liveTVs == 1)
        // The old connection going away takes nothing with it, and its senders are the new one's.
        _ = harness.disconnect(tv.id)
        #expect(harness.rooms.liveTVs == 1)
        let offered = harness.tell(.offer(description("offer"), negotiationID: nil), from: sender.id)
        guard case .send(.offer, again) = offered.first else { throw Missing("offer in \(offered)") }
    }

    @Test func answersARepeatedRegistrationWithTheSameCode() throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV()
        let said = harness.tell(.register(code: tv.code, token: tv.token, name: nil), from: tv.id)
        #expect(said.count == 1)
        #expect(try RoomsHarness.tv(in: said).code == tv.code)
    }

    @Test func givesAnotherCodeToATVThatAsksForOneAndKeepsItsSenders() throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV()
        let sender = try harness.joinedSender(tv.code)
        let said = harness.tell(.register(code: nil, token: nil, name: "Room 7"), from: tv.id)
        let renewed = try RoomsHarness.tv(in: said)
        #expect(renewed.code != tv.code)
        let offered = harness.tell(.offer(description("offer"), negotiationID: nil), from: sender.id)
        guard case .send(.offer, tv.id) = offered.first else { throw Missing("offer in \(offered)") }
        let late = harness.connect()
        let refused = harness.tell(.connect(code: tv.code, username: nil, resumeTicket: nil), from: late)
        #expect(RoomsHarness.refusal(in: refused)?.code == .unavailable)
    }

    @Test func limitsNewCodesPerNetworkButNotThoseWithToken() throws {
        var harness = RoomsHarness {
            $0.newCodeBurst = 3
            $0.newCodeInterval = .seconds(10)
        }
        let tvs = try (0..<3).map { _ in try harness.registeredTV() }
        let id = harness.connect()
        let refusal = RoomsHarness.refusal(in: harness.tell(.register(code: nil, token: nil, name: nil), from: id))
        #expect(refusal?.code == .rateLimited)
        #expect(refusal?.retryAfter == .seconds(10))
        let back = harness.connect()
        let said = harness.tell(.register(code: tvs[0].code, token: tvs[0].token, name: nil), from: back)
        #expect(try RoomsHarness.tv(in: said).code == tvs[0].code)
        _ = try harness.registeredTV(from: "203.0.113.5")
        _ = harness.advance(by: .seconds(10))
        _ = try harness.registeredTV()
    }

    @Test func keepsTheCodeOfAnAbsentTVForAWeekAndThenFreesIt() throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV()
        _ = harness.disconnect(tv.id)
        _ = harness.advance(by: .seconds(6 * 24 * 3600))
        #expect(harness.rooms.reservedCodes == 1)
        _ = harness.advance(by: .seconds(3 * 24 * 3600))
        #expect(harness.rooms.reservedCodes == 0)
        #expect(harness.rooms.nextDeadline == nil)
    }

    @Test func makesPlaceForATVAtTheExpenseOfTheOneAwayLongest() throws {
        var harness = RoomsHarness { $0.maximumRooms = 2 }
        let first = try harness.registeredTV()
        let second = try harness.registeredTV()
        let third = harness.connect()
        let refused = harness.tell(.register(code: nil, token: nil, name: nil), from: third)
        #expect(RoomsHarness.refusal(in: refused)?.code == .rateLimited)
        _ = harness.disconnect(second.id)
        _ = harness.advance(by: .seconds(1))
        _ = harness.disconnect(first.id)
        _ = try RoomsHarness.tv(in: harness.tell(.register(code: nil, token: nil, name: nil), from: third))
        // The token still brings the code back, as after a restart.
        _ = harness.disconnect(third)
        let back = harness.connect()
        let said = harness.tell(.register(code: second.code, token: second.token, name: nil), from: back)
        #expect(try RoomsHarness.tv(in: said).code == second.code)
    }
}
