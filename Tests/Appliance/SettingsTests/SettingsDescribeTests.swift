import Foundation
import Settings
import Testing

@Suite struct SettingsDescribeTests {
    @Test func showsEachValueAndWhereItCameFrom() throws {
        let settings = try Settings.load(
            files: [],
            environment: ["DIASCOPE_DISPLAY_ROTATION": "180"],
            flags: [SettingsFlag("--listen", key: "room.listen", ["[::1]:8080", "127.0.0.1:8080"])],
            system: machine
        )
        let lines = settings.describe().split(separator: "\n").map { line in
            line.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
        }
        #expect(lines.count == settings.effectiveValues.count)
        #expect(lines.contains("display.rotation 180 environment DIASCOPE_DISPLAY_ROTATION"))
        #expect(lines.contains("room.listen [::1]:8080, 127.0.0.1:8080 --listen"))
        #expect(lines.contains("room.publicURL - default"))
        #expect(lines.contains("tv.name box default"))
    }

    @Test(
        arguments: [
            ("roomServer.urls", "DIASCOPE_ROOM_SERVER_URLS"), ("room.publicURL", "DIASCOPE_ROOM_PUBLIC_URL"),
            ("room.plainHTTP", "DIASCOPE_ROOM_PLAIN_HTTP"), ("tv.stateDirectory", "DIASCOPE_TV_STATE_DIRECTORY"),
            ("room.iceServers", "DIASCOPE_ROOM_ICE_SERVERS"),
        ])
    func namesVariablesAfterKeys(_ key: String, _ variable: String) {
        let value = Settings(system: machine).effectiveValues.first { $0.key == key }
        #expect(value?.environmentName == variable)
    }

    @Test func givesEachKeyAVariableOfItsOwn() {
        let names = Settings(system: machine).effectiveValues.map(\.environmentName)
        #expect(Set(names).count == names.count)
    }

    @Test func readsBackWhatItShows() throws {
        let folder = try Folder()
        try folder.write("x", to: "secret, one", mode: 0o600)
        let server = try #require(
            IceServerSetting(
                urls: ["turn:[2001:db8::1]:3478", "stun:a.example"],
                username: "50% off, now",
                credentialFile: SecretFile(path: folder.path("secret, one"))
            )
        )
        let settings = try Settings.load(
            files: [],
            environment: ["DIASCOPE_ROOM_ICE_SERVERS": server.settingText],
            system: machine
        )
        #expect(settings.room.iceServers == [server])
    }
}
