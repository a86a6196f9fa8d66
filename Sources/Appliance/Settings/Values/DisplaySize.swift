/// Width and height in pixels, 160…8192 each.
package struct DisplaySize: SettingText {
    package let width: Int
    package let height: Int

    package static let expectation = "WIDTHxHEIGHT in pixels, each 160 to 8192, such as 1920x1080"

    package init?(width: Int, height: Int) {
        guard (160...8192).contains(width), (160...8192).contains(height) else { return nil }
        self.width = width
        self.height = height
    }

    package init?(settingText: String) {
        let parts = settingText.lowercased().split(separator: "x", omittingEmptySubsequences: false)
        guard parts.count == 2, let width = Int(parts[0]), let height = Int(parts[1]) else { return nil }
        self.init(width: width, height: height)
    }

    private init() {
        width = 1920
        height = 1080
    }

    package static let fullHD = DisplaySize()

    package var settingText: String { "\(width)x\(height)" }
}
