import Dialects
import Testing

@Suite struct DisplayNameTests {
    @Test(
        arguments: [
            (" Ann ", "Ann"), ("李 雷", "李 雷"), ("👩‍👩‍👧", "👩‍👩‍👧"), ("a\u{202E}b\u{0}c\r\nd", "abcd"), ("", nil), (" \n\t ", nil),
            ("\u{2028}", nil),
        ] as [(String, String?)]
    )
    func keepsWhatCanBeShown(_ name: String, _ expected: String?) {
        #expect(DisplayName.cleaned(name) == expected)
    }

    @Test func cutsWhatDoesNotFit() {
        #expect(DisplayName.cleaned(String(repeating: "x", count: 1000))?.count == DisplayName.longest)
        let stacked = "a" + String(repeating: "\u{0301}", count: 100_000)
        #expect((DisplayName.cleaned(stacked)?.unicodeScalars.count ?? 0) <= 4 * DisplayName.longest)
    }
}
