package import RESP

extension RedisURL: SettingText {
    package init?(settingText: String) {
        self.init(settingText)
    }

    package var settingText: String { description }
}
