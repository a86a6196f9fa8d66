import Foundation
import Testing

/// Every word that the page says is in its tables of texts, in every language.
@Suite struct PageTextsTests {
    private func placeholders(in text: String) -> Set<String> {
        Set(text.matches(of: /\{(\w+)\}/).map { String($0.output.1) })
    }

    @Test func hasEveryTextInEveryLanguage() throws {
        #expect(PageTexts.languages == ["en", "zh"])
        let english = try PageTexts("en").texts
        #expect(english.count > 100)
        for language in PageTexts.languages {
            let texts = try PageTexts(language).texts
            #expect(Set(texts.keys) == Set(english.keys), "\(language)")
            for (path, text) in texts {
                #expect(text.isEmpty == english[path]?.isEmpty, "\(language): \(path)")
                #expect(placeholders(in: text) == placeholders(in: english[path] ?? ""), "\(language): \(path)")
            }
        }
    }

    @Test func isChineseInChinese() throws {
        for (path, text) in try PageTexts("zh").texts where !path.hasPrefix("ways.") && path != "language" && text.count > 10 {
            #expect(text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }, "\(path): \(text)")
        }
    }

    @Test func hasNoWordsInTheDocument() throws {
        let document = try PageTexts.source("index.html")
        let withoutScripts = document.replacing(/<noscript>.*<\/noscript>/.dotMatchesNewlines(), with: "")
            .replacing(/<title>.*<\/title>/, with: "")
        let words = withoutScripts.replacing(/<[^>]*>/, with: "").trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(words.isEmpty)
        #expect(!document.contains(/(placeholder|title|alt|aria-label)="/))
        // What names its text names one that there is.
        let english = try PageTexts("en").texts
        let named = document.matches(of: /data-(?:text|label)="(\w+)"/).map { String($0.output.1) }
        #expect(named.count > 10)
        #expect(named.allSatisfy { english[$0] != nil }, "\(named)")
    }

    /// Two words in a row, or a letter that is not ASCII, in a string or a template is something for people.
    @Test(arguments: PageTexts.scripts)
    func hasNoWordsInItsScripts(script: String) throws {
        let code = try PageTexts.source(script).split(separator: "\n").filter { line in
            !line.trimmingPrefix(while: \.isWhitespace).starts(with: /\/\/|\*|\/\*\*/)
        }
        for line in code {
            for literal in line.matches(of: /"([^"]*)"|`([^`]*)`/) {
                let text = String(literal.output.1 ?? literal.output.2 ?? "").replacing(/\$\{[^}]*\}/, with: "")
                let isForPeople = text.contains(/[a-z] [a-z]/) || text.unicodeScalars.contains { !$0.isASCII }
                #expect(!isForPeople, "\(script): \(text)")
            }
        }
    }

    @Test func asksForNoTextThatThereIsNot() throws {
        let english = try PageTexts("en").texts
        for script in PageTexts.scripts {
            for call in try PageTexts.source(script).matches(of: /\btext\("([\w.]+)"/) {
                #expect(english[String(call.output.1)] != nil, "\(script): \(call.output.1)")
            }
        }
    }
}
