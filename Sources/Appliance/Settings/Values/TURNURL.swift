package import Wire

/// Where a TURN server is.
package struct TURNURL: SettingText {
    package let url: ICEServerURL

    package static let expectation = "turn:HOST, turn:HOST:PORT?transport=tcp or turns:HOST:PORT"

    package init?(settingText: String) {
        guard let url = try? ICEServerURL(parsing: settingText), url.scheme == .turn || url.scheme == .turns else { return nil }
        self.url = url
    }

    package var settingText: String { url.description }
}
