import Dialects
import RoomServer
import SeededRandom
import Testing
import Wire

/// Guessing codes, in virtual time.
@Suite struct GuessingTests {
    private static let wrong = RoomRequest.connect(code: "ZZZZZZZ", username: nil, resumeTicket: nil)

    /// 10,000 guesses a second from `addresses` networks, with a TV's guest trying the right code ten times a second.
    @Test(arguments: [500, 5_000])
    func evaluatesFewGuessesAndLetsGuestsIn(addresses: Int) throws {
        var harness = RoomsHarness { $0.newCodeBurst = 2_000 }
        var codes: [String] = []
        for _ in 0..<1_000 { codes.append(try harness.registeredTV().code) }
        let guessers = (0..<addresses).map { harness.connect(from: "198.18.\($0 / 256).\($0 % 256)") }
        var guests = (attempts: 0, admitted: 0)
        var evaluated: [Int] = []
        let ticks = 300
        for tick in 0..<ticks {
            let before = harness.rooms.statistics.guessesEvaluated
            for guess in 0..<100 {
                _ = harness.tell(Self.wrong, from: guessers[(tick * 100 + guess) % addresses])
            }
            // The flood's first second finds every network unused: what matters is what it does from then on.
            if tick >= 100, tick.isMultiple(of: 10) {
                let guest = harness.connect(from: "203.0.113.\(tick % 250)")
                let said = harness.tell(.connect(code: codes[tick], username: nil, resumeTicket: nil), from: guest)
                guests.attempts += 1
                if RoomsHarness.refusal(in: said) == nil { guests.admitted += 1 }
            }
            evaluated.append(harness.rooms.statistics.guessesEvaluated - before)
            _ = harness.advance(by: .milliseconds(10))
        }
        // No second, wherever it begins, has more than 50.
        let busiest = (0...(ticks - 100)).map { evaluated[$0..<($0 + 100)].reduce(0, +) }.max() ?? 0
        #expect(busiest <= 50)
        #expect(guests.admitted == guests.attempts)
        let perHour = Double(busiest) * 3600 * hitProbability(codes)
        print("busiest second: \(busiest) wrong codes looked at; expected hits per hour: \(perHour)")
        #expect(perHour < 0.2)
    }

    /// Of a guess of the best length.
    private func hitProbability(_ codes: [String]) -> Double {
        let counts = Dictionary(grouping: codes, by: \.count).mapValues(\.count)
        return counts.map { length, count in
            Double(count) / (0..<length).reduce(1.0) { total, _ in total * Double(ProjectionCode.alphabet.count) }
        }.max() ?? 0
    }

    @Test func letsTicketsInDuringAFlood() throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV()
        let sender = try harness.joinedSender(tv.code)
        let guessers = (0..<300).map { harness.connect(from: "198.18.\($0 / 256).\($0 % 256)") }
        for guesser in guessers { _ = harness.tell(Self.wrong, from: guesser) }
        // From a network that has used up its own guesses, too.
        let page = harness.connect(from: "198.18.0.1")
        let again = RoomRequest.connect(code: tv.code, username: nil, resumeTicket: sender.ticket)
        #expect(try RoomsHarness.sender(in: harness.tell(again, from: page)).peer == sender.peer)
    }

    @Test func countsTheNetworksOfOneSiteTogether() throws {
        var harness = RoomsHarness()
        var evaluated = 0
        // A new /64 for each guess, ten a second.
        for guess in 0..<600 {
            let guesser = harness.connect(from: "2001:db8:7:\(String(guess, radix: 16))::1")
            let said = harness.tell(Self.wrong, from: guesser)
            if RoomsHarness.refusal(in: said)?.code == .unavailable { evaluated += 1 }
            _ = harness.advance(by: .milliseconds(100))
        }
        // 30 at once and one a second.
        #expect((80...92).contains(evaluated))
    }

    @Test func closesAConnectionThatKeepsGuessing() throws {
        var harness = RoomsHarness { $0.failedJoinBurst = 100 }
        let guesser = harness.connect()
        for _ in 0..<4 { #expect(!harness.tell(Self.wrong, from: guesser).contains(.close(guesser))) }
        #expect(harness.tell(Self.wrong, from: guesser).last == .close(guesser))
        #expect(harness.rooms.statistics.closedForGuessing == 1)
    }

    /// 31^6 / 1,000,000 codes of six letters, then longer ones.
    @Test func makesCodesLongerBeforeTheyCanBeGuessed() throws {
        var harness = RoomsHarness { $0.newCodeBurst = 2_000 }
        var tvs: [RoomsHarness.TV] = []
        for _ in 0..<900 { tvs.append(try harness.registeredTV()) }
        #expect(tvs.prefix(887).allSatisfy { $0.code.count == 6 })
        #expect(tvs.dropFirst(887).allSatisfy { $0.code.count == 7 })
        // Codes of TVs gone for good are free again.
        for tv in tvs.prefix(100) { _ = harness.disconnect(tv.id) }
        _ = harness.advance(by: .seconds(8 * 24 * 3600))
        #expect(try harness.registeredTV().code.count == 6)
    }
}
