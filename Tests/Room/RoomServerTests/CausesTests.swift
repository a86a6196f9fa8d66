import Dialects
import Foundation
import JSON
import Testing

/// Documentation/Causes.md is the one table of causes; server, TV and page know what it says, and nothing else.
@Suite struct CausesTests {
    /// The causes of the table that `party` says.
    private func causes(saidBy party: String) throws -> Set<String> {
        let text = try String(contentsOf: Repository.file("Documentation/Causes.md"), encoding: .utf8)
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("| `") }.map { row in
            row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        }
        let said = rows.filter { $0[1].split(separator: ", ").contains { $0 == party } }
        return Set(said.map { $0[0].trimmingCharacters(in: ["`"]) })
    }

    @Test func theServerSaysWhatTheTableSays() throws {
        #expect(Set(RoomRefusal.Code.allCases.map(\.rawValue)) == (try causes(saidBy: "server")))
    }

    @Test func theTVSaysWhatTheTableSays() throws {
        #expect(Set(SessionEndReason.known.map(\.rawValue)) == (try causes(saidBy: "TV")))
    }

    @Test(arguments: PageTexts.languages)
    func thePageHasWordsForWhatTheTableSays(language: String) throws {
        let texts = try PageTexts(language)
        let worded = texts.texts.keys.filter { $0.hasPrefix("causes.") }.map { $0.split(separator: ".")[1] }
        #expect(Set(worded.map(String.init)) == (try causes(saidBy: "page")))
        for cause in try causes(saidBy: "page") where cause != "stopped" {
            #expect(texts.texts["causes.\(cause).what"]?.isEmpty == false)
            let next = texts.texts["causes.\(cause).next"] ?? texts.texts["causes.\(cause).next.other"]
            #expect(next?.isEmpty == false, "\(cause) says not what to do")
        }
    }

    @Test func thePageFindsNothingThatIsNotInTheTable() throws {
        let found = try PageTexts.scripts.flatMap { name in
            try PageTexts.source(name).matches(of: /new Cause\("([a-z0-9-]+)"/).map { String($0.output.1) }
        }
        #expect(found.count > 10)
        #expect(Set(found).subtracting(try causes(saidBy: "page")).isEmpty)
    }
}
