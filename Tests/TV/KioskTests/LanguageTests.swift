import Kiosk
import Testing

@Suite struct LanguageTests {
    /// Sentences with somebody's or something's name in them.
    private func named(_ strings: Strings) -> [String: (String) -> String] {
        [
            "connectionReconnecting": strings.connectionReconnecting, "noticeLost": strings.noticeLost,
            "noticeNoPath": strings.noticeNoPath, "noticeUnsupported": strings.noticeUnsupported,
            "connectingTitle": strings.connectingTitle, "interruptedText": strings.interruptedText,
            "pausedText": strings.pausedText, "endedTitle": strings.endedTitle, "endedText": strings.endedText,
            "noticeRefused": strings.noticeRefused,
            "presenting": strings.presenting, "askTitle": strings.askTitle,
            "askText": strings.askText,
        ]
    }

    /// Sentences of another kind, each called below by its name.
    private static let others = [
        "userText", "problemTitle", "problemLine", "statusStateName", "statusSenderFigures", "noticeSetting",
    ]

    /// Every text of a language: those that stand as they are, and those with a name in them, with one and without.
    private func texts(_ strings: Strings) -> [String: String] {
        var texts: [String: String] = [:]
        var sentences: Set<String> = []
        for (label, value) in Mirror(reflecting: strings).children {
            let label = label ?? "?"
            switch value {
            case let text as String: texts[label] = text
            case let list as [String]: for (index, text) in list.enumerated() { texts["\(label)[\(index)]"] = text }
            default: sentences.insert(label)
            }
        }
        // Whoever adds a sentence adds it above as well.
        #expect(sentences == Set(named(strings).keys).union(LanguageTests.others))
        for (label, sentence) in named(strings) {
            texts["\(label)()"] = sentence("")
            texts["\(label)(Ada)"] = sentence("Ada")
        }
        for subject in [ProblemScreen.Subject.configuration, .display, .other] {
            texts["problemTitle(\(subject))"] = strings.problemTitle(subject)
        }
        for state in StatusScreen.State.allCases { texts["statusStateName(\(state))"] = strings.statusStateName(state) }
        let kinds: [SettingFault.Kind] = [
            .unknown(nearest: nil), .unknown(nearest: "c.d"), .badValue("e"), .missingValue, .duplicate, .syntax, .unreadable,
            .other,
        ]
        for kind in kinds {
            let fault = SettingFault(kind: kind, key: "a.b", place: "f.yaml:7", words: "There is no setting a.b.")
            texts["noticeSetting(\(kind))"] = strings.noticeSetting(fault)
        }
        texts["problemLine"] = strings.problemLine(7)
        texts["userText"] = strings.userText("7", "Ada")
        var figures = StatusScreen.Figures()
        figures.framesPerSecond = 30
        figures.roundTrip = 12
        figures.packetsLost = 3
        figures.decoding = 2.5
        for (index, text) in strings.statusSenderFigures(figures).enumerated() { texts["figures[\(index)]"] = text }
        return texts
    }

    @Test func hasEverySentenceInEveryLanguage() {
        let english = texts(.english)
        #expect(english.count > 60)
        for strings in Strings.languages {
            let own = texts(strings)
            #expect(Set(own.keys) == Set(english.keys), "\(strings.tag)")
            #expect(strings.steps.count == 3 && strings.roomSteps.count == 3 && strings.userSteps.count == 3)
            for (label, text) in own {
                #expect(!text.isEmpty, "\(strings.tag): \(label)")
                if label.hasSuffix("(Ada)") { #expect(text.contains("Ada"), "\(strings.tag): \(label)") }
            }
        }
    }

    /// What a translation left as it was in English was probably forgotten.
    @Test func translatesEverySentence() {
        let same: Set = ["networkHardware", "userText"]
        let english = texts(.english)
        for strings in Strings.languages where strings.tag != "en" {
            for (label, text) in texts(strings) where !same.contains(label) {
                #expect(text != english[label], "\(strings.tag): \(label)")
            }
        }
    }

    @Test(
        arguments: [
            ("zh", "zh"), ("zh_CN.UTF-8", "zh"), ("ZH-Hans", "zh"), ("en", "en"), ("en_GB.UTF-8", "en"), ("C.UTF-8", nil),
            ("", nil), ("tlh", nil),
        ] as [(String, String?)]
    )
    func findsTheLanguageOfALocale(_ locale: String, tag: String?) {
        #expect(Strings.language(locale)?.tag == tag)
    }

    @Test(arguments: ["en", "zh"])
    func fitsEveryScreenInEveryLanguage(_ tag: String) throws {
        let strings = try #require(Strings.language(tag))
        for (name, screen) in screens {
            for (width, height) in sizes {
                var picture = Picture(width: width, height: height)
                for element in try picture.draw(screen, strings: strings).elements {
                    #expect(element.missingGlyphs == 0, "\(name) at \(width)×\(height): \(element.role)")
                    let mayBeCut = name.hasSuffix("-long") || name == "status" || name.hasPrefix("problem")
                    #expect(mayBeCut || !element.isCutShort, "\(name) at \(width)×\(height) in \(tag): \(element.role)")
                    #expect(element.box.right <= Double(width), "\(name) at \(width)×\(height) in \(tag): \(element.role)")
                }
            }
        }
    }

    /// An Arabic or Hebrew name stands in the sentence where a Latin one would, and its letters run the other way.
    @Test func laysNamesFromRightToLeftOutWithinTheSentence() throws {
        func drawn(_ name: String) throws -> (Picture, Box) {
            var picture = Picture(width: 1280, height: 720)
            let box = try #require(
                picture.draw(.code(CodeScreen(code: "A", senderURL: nil, tvName: name, connection: .connected))).elements(.tvName)
                    .first
            ).box
            return (picture, box)
        }
        let latin = try drawn("Room 5")
        let hebrew = try drawn("חדר 5")
        // It begins beside the mark, not at the other end of the line.
        #expect(abs(latin.1.x - hebrew.1.x) < 8)
        // The digit comes last, which is on the left.
        func darkest(_ picture: Picture, _ columns: ClosedRange<Double>, _ box: Box) -> [[UInt8]] {
            (Int(box.y)...Int(box.bottom)).flatMap { y in
                (Int(columns.lowerBound)...Int(columns.upperBound)).map { x in picture[x, y] }
            }
        }
        let digit = latin.1.width / 6
        let five = darkest(latin.0, (latin.1.right - digit)...latin.1.right, latin.1)
        let first = darkest(hebrew.0, hebrew.1.x...(hebrew.1.x + digit), hebrew.1)
        let lit = { (pixels: [[UInt8]]) in pixels.filter { $0[1] > 150 }.count }
        #expect(abs(lit(five) - lit(first)) * 4 < lit(five))
    }

    @Test func keepsDirectionControlsOfNamesToTheName() throws {
        var plain = Picture(width: 1280, height: 720)
        var tricked = plain
        try plain.draw(.connecting(senderName: "Ada"))
        try tricked.draw(.connecting(senderName: "\u{2069}\u{202E}Ada"))
        #expect(plain == tricked)
    }
}
