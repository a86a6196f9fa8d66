/// A colour as web pages write it: `#RRGGBB`. In YAML a `#` begins a comment, so it may be left out.
package struct ColourText: SettingText {
    /// `0xRRGGBB`.
    package let rgb: UInt32

    package static let expectation = "a colour as RRGGBB, such as 1A73E8"

    package init(_ rgb: UInt32) {
        self.rgb = rgb & 0xFFFFFF
    }

    package init?(settingText: String) {
        let digits = settingText.hasPrefix("#") ? settingText.dropFirst() : Substring(settingText)
        guard digits.utf8.count == 6, digits.allSatisfy(\.isHexDigit), let rgb = UInt32(digits, radix: 16) else { return nil }
        self.rgb = rgb
    }

    package var settingText: String {
        let digits = String(rgb, radix: 16, uppercase: true)
        return String(repeating: "0", count: 6 - digits.count) + digits
    }
}
