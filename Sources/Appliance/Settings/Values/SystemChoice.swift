package import Dialects

/// The signaling system a room server speaks, by its name.
package struct SystemChoice: SettingText {
    package let system: SignalingSystem

    package static let `default` = SystemChoice(system: .projection)
    package static let expectation = names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
    static let names = SignalingSystem.all.map(\.name)

    init(system: SignalingSystem) {
        self.system = system
    }

    package init?(settingText: String) {
        guard let system = SignalingSystem.named(settingText) else { return nil }
        self.system = system
    }

    package var settingText: String { system.name }

    package static func == (left: SystemChoice, right: SystemChoice) -> Bool { left.system.name == right.system.name }
}
