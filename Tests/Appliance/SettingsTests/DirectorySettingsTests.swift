import RESP
import Settings
import Testing

@Suite struct DirectorySettingsTests {
    private func problems(_ text: String, in folder: borrowing Folder) throws -> [String] {
        let file = try folder.write(text, to: "diascope.yaml")
        do throws(SettingsError) {
            _ = try Settings.load(files: [file], environment: [:], system: machine)
            return []
        } catch {
            return error.problems.compactMap(\.key)
        }
    }

    @Test func wantsTheKeyThatServersShare() throws {
        let folder = try Folder()
        try folder.write("00", to: "key", mode: 0o600)
        #expect(try problems("directory: {url: \"redis://localhost\"}", in: folder) == ["directory.url"])
        let complete = "directory: {url: \"redis://localhost\", serverKeyFile: \(folder.path("key"))}"
        #expect(try problems(complete, in: folder).isEmpty)
    }

    @Test func wantsAPasswordForAUserAndNoneInTheAddress() throws {
        let folder = try Folder()
        try folder.write("00", to: "key", mode: 0o600)
        for url in ["redis://rooms@localhost", "redis://rooms:secret@localhost", "http://localhost"] {
            let text = "directory: {url: \"\(url)\", serverKeyFile: \(folder.path("key"))}"
            #expect(try problems(text, in: folder) == ["directory.url"])
        }
    }
}
