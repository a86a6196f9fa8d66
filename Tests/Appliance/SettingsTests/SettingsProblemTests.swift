import Foundation
import Settings
import Testing

@Suite struct SettingsProblemTests {
    @Test(
        arguments: [
            ("display:\n  rotaton: 90\n", 2, "display.rotaton", SettingsProblem.Reason.unknownKey(nearest: "display.rotation")),
            ("tv:\n  rotation: 90\n", 2, "tv.rotation", .unknownKey(nearest: "display.rotation")),
            ("dipslay:\n  rotation: 90\n", 1, "dipslay", .unknownKey(nearest: "display:")),
            ("tv:\n  wifiPassword: x\n", 2, "tv.wifiPassword", .unknownKey(nearest: nil)),
            ("\n\ntv.name: x\n", 3, "tv.name", .dottedKey),
            ("tv:\n  name:\n", 2, "tv.name", .missingValue(expectation: "1 to 64 characters on one line")),
            ("tv:\n  name: ' '\n", 2, "tv.name", .missingValue(expectation: "1 to 64 characters on one line")),
            ("tv:\n  name: a\n  name: b\n", 3, "tv.name", .duplicateKey(firstLine: 2)),
            ("tv: {}\ndisplay: {}\ntv: {}\n", 3, "tv", .duplicateKey(firstLine: 1)),
            (
                "tv: box\n", 1, "tv",
                .wrongShape(found: "a single value", expected: "its settings on lines of their own, indented")
            ),
            ("- tv\n", 1, nil, .wrongShape(found: "a list", expected: "sections such as tv: and display:")),
            ("display:\n  rotation: 45\n", 2, "display.rotation", .badValue("45", expectation: "0, 90, 180 or 270")),
            (
                "room:\n  codeLength: 5\n", 2, "room.codeLength",
                .badValue("5", expectation: "a whole number from 6 to 12 characters")
            ),
            (
                "video:\n  maxBitrate: 99999999999999999999\n", 2, "video.maxBitrate",
                .badValue("99999999999999999999", expectation: "a whole number from 300 to 50000 kbit/s")
            ),
            (
                "display:\n  overscan: nan\n", 2, "display.overscan",
                .badValue("nan", expectation: "a number from 0 to 10 percent")
            ),
            ("display:\n  fullScreen: maybe\n", 2, "display.fullScreen", .badValue("maybe", expectation: "true or false")),
            (
                "roomServer:\n  system: smoke\n", 2, "roomServer.system",
                .badValue("smoke", expectation: "projection, call, cmd or user")
            ),
            (
                "display:\n  rotation: [90]\n", 2, "display.rotation",
                .wrongShape(found: "a list", expected: "0, 90, 180 or 270")
            ),
            ("tv:\n  name: &a x\n", 2, nil, .notAllowed("An anchor (&name) or alias (*name)")),
            ("tv: *a\n", 1, nil, .notAllowed("An anchor (&name) or alias (*name)")),
            ("tv:\n  name: !!str x\n", 2, nil, .notAllowed("A tag (!name)")),
            ("tv: {}\n---\ntv: {}\n", 2, nil, .notAllowed("A second document after ---")),
            ("tv:\n  ? [a]\n  : b\n", 2, nil, .notAllowed("A list or section as a key")),
            ("tv:\n\tname: x\n", 2, nil, .syntax("found character that cannot start any token")),
            ("tv: {name: x\n", 2, nil, .syntax("did not find expected ',' or '}'")),
        ] as [(String, Int, String?, SettingsProblem.Reason)]
    )
    func namesLineKeyAndReason(_ yaml: String, line: Int, key: String?, reason: SettingsProblem.Reason) throws {
        #expect(try findings(yaml) == [Finding(line, key, reason)])
    }

    @Test func reportsEveryProblemOfAFile() throws {
        let found = try findings(
            """
            tv:
              nam: x
            display:
              rotation: 45
              size: huge
            nonsense: 1
            """
        )
        #expect(found.map(\.line) == [2, 4, 5, 6])
    }

    @Test func namesTheLineOfTheListEntry() throws {
        let found = try findings("roomServer:\n  urls:\n    - https://a.example\n    - ftp://b.example\n")
        #expect(found == [Finding(4, "roomServer.urls", .badValue("ftp://b.example", expectation: WebURL.expectation))])
    }

    @Test func stopsListingAfterFifty() throws {
        let found = try findings("tv:\n" + (0..<400).map { "  k\($0): x\n" }.joined())
        #expect(found.count == 51)
        #expect(found.last?.reason == .andMore)
    }

    @Test func refusesDeepNesting() throws {
        let deep = "tv:\n  name: " + String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000)
        #expect(try findings(deep) == [Finding(2, nil, .notAllowed("A list or section this deep inside others"))])
    }

    @Test func tellsTheLineOfBytesThatAreNotText() throws {
        let layer = try #require(String(bytes: [0x74, 0x76, 0x3A, 0x0A, 0x20, 0x07], encoding: .utf8))
        #expect(try findings(layer).map(\.line) == [2])
    }

    @Test func refusesAFileOfOtherBytes() throws {
        #expect(try read("tv:\n  name: \u{0}x").problems.count == 1)
    }

    @Test func readsAsASentenceWithPlaceReasonAndFix() throws {
        let folder = try Folder()
        let file = try folder.write("display:\n  rotaton: 90\n", to: "diascope.yaml")
        let problem = try #require(
            Settings.loadWhatIsGood(files: [file], environment: [:], system: machine).problems.first
        )
        #expect(
            problem.description
                == "\(file.path):2: There is no setting display.rotaton. Write display.rotation, or delete the line."
        )
    }

    @Test func proposesTheNearestVariable() throws {
        let error = try #require(throws: SettingsError.self) {
            try Settings.load(files: [], environment: ["DIASCOPE_ROOMSERVER_URL": "x"], system: machine)
        }
        #expect(error.problems.map(\.reason) == [.unknownVariable(nearest: "DIASCOPE_ROOM_SERVER_URLS")])
    }

    @Test func tellsASettingsPairThatContradictsItself() throws {
        let rates = try read("video:\n  startBitrate: 9000\n  maxBitrate: 5000\n")
        #expect(rates.problems.map { Finding($0).line } == [2])
        #expect(rates.settings.video.startBitrate == 5000)
        let certificate = try read("room:\n  certificate: /x.pem\n")
        #expect(certificate.problems.map(\.key) == ["room.certificate"])
        #expect(certificate.settings.room.certificate == nil)
    }
}
