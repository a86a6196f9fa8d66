/// Whose pages may use the room server: `*`, `self`, or scheme, host and port as browsers write an origin (RFC 6454 §6.2).
package enum OriginSetting: SettingText {
    case any
    /// Only pages of the server itself, which may always.
    case own
    case origin(String)

    package static let expectation = "*, self or an origin such as https://pages.example.org (no path)"

    package init?(settingText: String) {
        if settingText == "*" {
            self = .any
        } else if settingText == "self" {
            self = .own
        } else {
            guard let url = WebURL(settingText: settingText), ["http", "https"].contains(url.scheme.rawValue), url.path.isEmpty
            else { return nil }
            self = .origin(url.settingText.lowercased())
        }
    }

    package var settingText: String {
        switch self {
        case .any: "*"
        case .own: "self"
        case .origin(let text): text
        }
    }
}
