/// A display mode somebody asks for: size in pixels and, optionally, refreshes a second.
package struct DisplayModeText: SettingText {
    package let size: DisplaySize
    /// 1…500.
    package let refreshHz: Double?

    package static let expectation = "WIDTHxHEIGHT or WIDTHxHEIGHT@HZ, such as 1920x1080 or 1920x1080@50"

    package init?(settingText: String) {
        let parts = settingText.split(separator: "@", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let size = DisplaySize(settingText: String(parts[0])) else { return nil }
        self.size = size
        guard parts.count == 2 else {
            refreshHz = nil
            return
        }
        guard let refreshHz = Double(parts[1]), (1...500).contains(refreshHz) else { return nil }
        self.refreshHz = refreshHz
    }

    package var settingText: String {
        guard let refreshHz else { return size.settingText }
        let text = "\(refreshHz)"
        return "\(size.settingText)@\(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)"
    }
}
