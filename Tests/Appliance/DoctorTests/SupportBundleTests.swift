import Foundation
import Settings
import Testing

@testable import Doctor

@Suite struct SupportBundleTests {
    @Test(arguments: [
        (#"{"projectionCode":"K7M2PX","state":"waiting"}"#, #"{"projectionCode":"(left out)","state":"waiting"}"#),
        (#"{"token":"a\"b","x":1}"#, #"{"token":"(left out)","x":1}"#),
        (#"{"token":null}"#, #"{"token":null}"#),
        ("psk=\"the password\"", "psk=\"(left out)\""),
        ("a sender connects (sender: Ann, session: 3)", "a sender connects (sender: (left out), session: 3)"),
        ("turn https://ann:pass@turn.example.org/x", "turn https://(left out)@turn.example.org/x"),
        ("diascope[7]: Projection code   K7M2PX", "diascope[7]: Projection code   (left out)"),
        ("diascope[7]: Open              https://tv/K7M2PX", "diascope[7]: Open     (left out)"),
        ("roomServer.urls  https://room.example.org:8443  default", "roomServer.urls  https://room.example.org:8443  default"),
        ("code.policy  fixed  default", "code.policy  fixed  default"),
    ])
    func leavesSecretsOut(text: String, redacted: String) {
        #expect(Redaction.redact(text) == redacted)
    }

    @Test func leavesKeysOut() {
        let text = "before\n-----BEGIN EC PRIVATE KEY-----\nMHcC\n-----END EC PRIVATE KEY-----\nafter"
        let redacted = Redaction.redact(text)
        #expect(!redacted.contains("MHcC"))
        #expect(redacted.hasPrefix("before\n") && redacted.hasSuffix("\nafter"))
    }

    @Test func tarReadsTheArchive() throws {
        let machine = SystemDefaults(hostName: "box", stateDirectory: "/state", controlSocket: "/run/control.sock")
        let bundle = SupportBundle(
            settings: Settings(system: machine),
            findings: [.fail("clock", "it is wrong", fix: "set it")],
            status: #"{"projectionCode":"K7M2PX"}"#,
            version: "1.2.3",
            log: "two\nlines\n"
        )
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("diascope-\(UUID().uuidString).tar")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(bundle.archive(time: 1_700_000_000)).write(to: file)
        func tar(_ arguments: String...) throws -> String {
            let process = Process()
            process.executableURL = URL(filePath: "/bin/tar")
            process.arguments = arguments
            let pipe = Pipe()
            process.standardOutput = pipe
            try process.run()
            let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            return String(decoding: output, as: UTF8.self)
        }
        let names = try tar("-tf", file.path)
        for name in [
            "diascope/version.txt", "diascope/settings.txt", "diascope/findings.json", "diascope/log.txt", "system/proc/mounts",
        ] {
            #expect(names.contains(name + "\n"), "\(name)")
        }
        #expect(try tar("-xOf", file.path, "diascope/log.txt") == "two\nlines\n")
        #expect(try tar("-xOf", file.path, "diascope/version.txt") == "1.2.3\n")
        #expect(try !tar("-xOf", file.path, "diascope/status.json").contains("K7M2PX"))
    }
}
