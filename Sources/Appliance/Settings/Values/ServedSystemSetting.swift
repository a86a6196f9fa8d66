package import Dialects

/// A signaling system that our room server serves: its name and, for one that travels in plain WebSockets, the paths.
package struct ServedSystemSetting: SettingText {
    package let choice: SystemChoice
    /// Empty: the system's usual ones.
    package let paths: [String]

    package static let expectation =
        "\(SystemChoice.expectation), those on plain WebSockets with paths behind the name if need be, such as cmd /ws"
    private static let mostPaths = 4

    package init(_ system: SignalingSystem) {
        choice = SystemChoice(system: system)
        paths = []
    }

    package init?(settingText: String) {
        let words = settingText.split(separator: " ").map(String.init)
        guard let name = words.first, let choice = SystemChoice(settingText: name) else { return nil }
        let paths = Array(words.dropFirst())
        if !paths.isEmpty {
            guard case .webSocket = choice.system.transport, paths.count <= Self.mostPaths, paths.allSatisfy(Self.isPath) else {
                return nil
            }
        }
        self.choice = choice
        self.paths = paths
    }

    package var settingText: String { ([choice.settingText] + paths).joined(separator: " ") }

    /// Where it is served in fact.
    package var servedPaths: [String] {
        guard paths.isEmpty, case .webSocket(let usual) = choice.system.transport else { return paths }
        return usual
    }

    /// Neither the pages' own nor Socket.IO's.
    private static func isPath(_ text: String) -> Bool {
        text.hasPrefix("/") && text.count > 1 && text.utf8.count <= 128 && !text.hasPrefix("/socket.io") && text != "/healthz"
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } && !text.contains { "?#%".contains($0) }
    }
}
