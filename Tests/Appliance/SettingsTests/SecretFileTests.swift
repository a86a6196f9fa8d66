import Foundation
import Settings
import Testing
import Wire

@Suite struct SecretFileTests {
    @Test(arguments: [0o600, 0o400])
    func readsASecretOnlyItsOwnerSees(_ mode: Int) throws {
        let folder = try Folder()
        try folder.write("pass word\n\n", to: "secret", mode: mode)
        let file = SecretFile(path: folder.path("secret"))
        try file.check()
        #expect(try file.read().exposed == "pass word")
        #expect("\(try file.read())" == "redacted")
    }

    @Test(arguments: [0o644, 0o640, 0o604, 0o620])
    func refusesASecretThatOthersSee(_ mode: Int) throws {
        let folder = try Folder()
        try folder.write("x", to: "secret", mode: mode)
        let file = SecretFile(path: folder.path("secret"))
        #expect(throws: SecretFileError.readableByOthers(mode: mode)) { try file.check() }
        #expect(throws: SecretFileError.readableByOthers(mode: mode)) { try file.read() }
    }

    @Test func refusesWhatIsMissingNoFileOrTooLarge() throws {
        let folder = try Folder()
        #expect(throws: SecretFileError.unreadable("No such file or directory")) { try SecretFile(path: "/nowhere/x").read() }
        #expect(throws: SecretFileError.notAFile) { try SecretFile(path: folder.url.path()).read() }
        try folder.write(String(repeating: "x", count: 70_000), to: "large", mode: 0o600)
        #expect(throws: SecretFileError.tooLarge(65536)) { try SecretFile(path: folder.path("large")).read() }
    }

    @Test func isCheckedWhenSettingsAreLoaded() throws {
        let folder = try Folder()
        try folder.write("x", to: "secret", mode: 0o644)
        let yaml = "room:\n  iceServers:\n    - {urls: turn:a, username: u, credentialFile: \(folder.path("secret"))}\n"
        let problem = try #require(try read(yaml).problems.first)
        #expect(Finding(problem).line == 2)
        #expect(problem.fix == "Run chmod 600 \(folder.path("secret")).")
    }
}
