/// Whose certificates TURN servers may have.
package enum ICETrust: SettingText {
    /// What this machine's certificate authorities vouch for.
    case system
    /// What those in a PEM file vouch for.
    case certificates(path: String)

    package static let expectation = "system, or the path of a PEM file with certificate authorities"

    package init?(settingText: String) {
        if settingText == "system" {
            self = .system
        } else {
            guard FilePathText.isPath(settingText) else { return nil }
            self = .certificates(path: settingText)
        }
    }

    package var settingText: String {
        switch self {
        case .system: "system"
        case .certificates(let path): path
        }
    }
}
