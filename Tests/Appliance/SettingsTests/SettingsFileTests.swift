import Foundation
import Settings
import Testing

/// `Config/diascope.yaml` is what technicians read: it must name every key and tell the truth.
@Suite struct SettingsFileTests {
    private static func shipped() throws -> String {
        var root = URL(filePath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        return try String(contentsOf: root.appending(path: "Config/diascope.yaml"), encoding: .utf8)
    }

    /// With the # before each key removed, as its first lines say.
    private static func uncommented() throws -> String {
        try shipped().split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let indent = line.prefix { $0 == " " }
            let rest = line.dropFirst(indent.count)
            guard rest.first == "#", rest.dropFirst().first?.isLetter == true else { return String(line) }
            return String(indent + rest.dropFirst())
        }.joined(separator: "\n")
    }

    @Test func changesNothingAsShipped() throws {
        let (settings, problems) = try read(try Self.shipped())
        #expect(problems.isEmpty)
        #expect(settings == Settings(system: machine))
    }

    @Test func containsEveryKeyWithItsDefault() throws {
        let (settings, problems) = try read(try Self.uncommented())
        // The files it names as examples are not on this machine.
        let directoryFiles: Set = ["directory.passwordFile", "directory.serverKeyFile"]
        #expect(
            Set(problems.map(\.key))
                == directoryFiles.union(["room.privateKey", "roomServer.headersFile", "turn.secretFile", "admin.tokenFile"])
        )
        let examples: Set = [
            "tv.name", "tv.stateDirectory", "roomServer.urls", "roomServer.room", "roomServer.userID",
            "roomServer.headersFile", "room.publicURL", "room.certificate", "room.privateKey", "room.stateDirectory",
            "room.iceServers", "room.trustedProxies", "directory.url", "directory.passwordFile", "directory.authorities",
            "directory.serverKeyFile", "admin.listen", "admin.tokenFile", "turn.urls", "turn.secretFile",
            "display.card", "display.connector", "display.mode", "display.blankAfter", "look.logo", "look.backgroundPicture",
            "code.every", "control.socket",
        ]
        let defaults = Settings(system: machine).effectiveValues
        for (value, standard) in zip(settings.effectiveValues, defaults) {
            #expect(value.origin != .builtIn, "\(value.key) is not in Config/diascope.yaml")
            if !examples.contains(value.key) { #expect(value.text == standard.text, "default of \(value.key)") }
        }
    }

    @Test func listsKeysInTheOrderOfTheTable() throws {
        let lines = try read(try Self.uncommented()).settings.effectiveValues.map { value -> Int in
            if case .file(_, let line) = value.origin { line } else { 0 }
        }
        #expect(lines == lines.sorted())
    }

    @Test func hasNoLineTooLongForASmallScreen() throws {
        #expect(try Self.shipped().split(separator: "\n").allSatisfy { $0.count <= 130 })
    }
}
