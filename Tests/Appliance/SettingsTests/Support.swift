import Foundation
import Settings
import Testing

let machine = SystemDefaults(hostName: "box", stateDirectory: "/state", controlSocket: "/run/control.sock")

/// A folder that is gone after the test.
struct Folder: ~Copyable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "diascope-settings-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    func path(_ name: String) -> String { url.appending(path: name).path(percentEncoded: false) }

    @discardableResult
    func write(_ text: String, to name: String, mode: Int = 0o644) throws -> SettingsFile {
        let path = path(name)
        try Data(text.utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return SettingsFile(path: path, isRequired: true)
    }
}

/// Settings and problems of one file with this text.
func read(_ yaml: String) throws -> (settings: Settings, problems: [SettingsProblem]) {
    let folder = try Folder()
    return Settings.loadWhatIsGood(files: [try folder.write(yaml, to: "diascope.yaml")], environment: [:], system: machine)
}

/// What a problem is about, without the folder of the test.
struct Finding: Equatable, CustomStringConvertible {
    var line: Int?
    var key: String?
    var reason: SettingsProblem.Reason

    init(_ line: Int?, _ key: String?, _ reason: SettingsProblem.Reason) {
        self.line = line
        self.key = key
        self.reason = reason
    }

    init(_ problem: SettingsProblem) {
        if case .file(_, let line) = problem.origin { self.line = line }
        key = problem.key
        reason = problem.reason
    }

    var description: String { "\(line ?? -1) \(key ?? "-") \(reason)" }
}

func findings(_ yaml: String) throws -> [Finding] {
    try read(yaml).problems.map { Finding($0) }
}
