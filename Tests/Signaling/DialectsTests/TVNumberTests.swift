import Dialects
import Testing

@Suite struct TVNumberTests {
    @Test(arguments: ["AB23CD", "222222", "ZZZZ", "Z9", "ABCDEFGHJ"]) func spellsACodeAndBack(_ code: String) throws {
        let number = try #require(TVNumber(code: code))
        #expect(number.rawValue > 0 && number.rawValue < 1 << 53)
        #expect(TVNumber(rawValue: number.rawValue)?.code == code)
        #expect(TVNumber(text: "\(number.rawValue)")?.code == code)
    }

    @Test func takesACodeAsPeopleTypeIt() {
        #expect(TVNumber(code: "ab2-3cd") == TVNumber(code: "AB23CD"))
    }

    @Test(arguments: [Int64.min, -1, 0, 1, 35, 234_567, Int64.max]) func knowsNumbersThatSpellNothing(_ number: Int64) {
        #expect(TVNumber(rawValue: number) == nil)
    }

    @Test(arguments: ["", "Ä", "ABCDEFGHJK"]) func hasNoNumberForWhatIsNoCode(_ code: String) {
        #expect(TVNumber(code: code) == nil)
    }
}
