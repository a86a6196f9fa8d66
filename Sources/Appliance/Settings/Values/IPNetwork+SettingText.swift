package import Wire

extension IPNetwork: SettingText {
    package static var expectation: String { "an address or a range of them, such as 127.0.0.1, 10.0.0.0/8 or 2001:db8::/32" }

    package init?(settingText: String) {
        self.init(settingText)
    }

    package var settingText: String { description }
}
