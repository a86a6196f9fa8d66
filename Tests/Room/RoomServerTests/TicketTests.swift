import Dialects
import RoomServer
import SeededRandom
import Testing
import Wire

@Suite struct TicketTests {
    private let tickets = RoomTickets(key: Redacted(Array(repeating: 1, count: RoomTickets.keySize)))
    private var random = SeededGenerator(seed: 1)

    private func code(_ text: String) throws -> ProjectionCode {
        try #require(ProjectionCode(typed: text))
    }

    @Test mutating func knowsItsOwnToken() throws {
        let identity = TVIdentity(random: &random)
        let token = tickets.token(for: identity, code: try code("ABCDEF"))
        #expect(tickets.identity(in: token, code: try code("ABCDEF")) == identity)
        #expect(tickets.identity(in: token, code: try code("ABCDEG")) == nil)
    }

    @Test mutating func noticesEveryChangedCharacter() throws {
        let token = tickets.token(for: TVIdentity(random: &random), code: try code("ABCDEF")).exposed
        for index in token.indices {
            var changed = token
            changed.replaceSubrange(index...index, with: token[index] == "0" ? "1" : "0")
            #expect(tickets.identity(in: Redacted(changed), code: try code("ABCDEF")) == nil)
        }
        for length in 0..<token.count {
            #expect(tickets.identity(in: Redacted(String(token.prefix(length))), code: try code("ABCDEF")) == nil)
        }
    }

    @Test mutating func takesNoResumeTicketForATokenNorTheOtherWayRound() throws {
        let code = try code("ABCDEF")
        let token = tickets.token(for: TVIdentity(random: &random), code: code)
        #expect(tickets.peer(in: token, code: code) == nil)
        let subject = String(token.exposed.prefix(32))
        #expect(tickets.identity(in: tickets.resumeTicket(for: PeerID(subject), code: code), code: code) == nil)
    }

    @Test func knowsItsOwnResumeTicket() throws {
        let ticket = tickets.resumeTicket(for: PeerID("ADA"), code: try code("ABCDEF"))
        #expect(tickets.peer(in: ticket, code: try code("ABCDEF")) == PeerID("ADA"))
        #expect(tickets.peer(in: ticket, code: try code("ABCDEG")) == nil)
    }

    @Test(arguments: ["", ".", "a.", ".b", "zz.zz", "é.é", "ab.abc", String(repeating: "a", count: 100_000)])
    func refusesGarbage(_ text: String) throws {
        #expect(tickets.identity(in: Redacted(text), code: try code("ABCDEF")) == nil)
        #expect(tickets.peer(in: Redacted(text), code: try code("ABCDEF")) == nil)
    }

    @Test func makesCodesOfTheWholeAlphabet() {
        var random = SeededGenerator(seed: 5)
        var seen: Set<Character> = []
        for _ in 0..<500 { seen.formUnion(ProjectionCode(length: 6, random: &random).description) }
        #expect(seen == Set(ProjectionCode.alphabet))
        #expect(ProjectionCode.alphabet.count == 31)
        #expect(ProjectionCode(length: 0, random: &random).description.count == 4)
        #expect(ProjectionCode(length: 99, random: &random).description.count == 16)
    }
}
