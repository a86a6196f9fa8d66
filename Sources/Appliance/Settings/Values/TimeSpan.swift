/// A length of time as people write it.
package struct TimeSpan: SettingText {
    /// One minute to one year.
    package let seconds: Int

    package static let expectation = "a time from 1m to 365d: a whole number and m, h or d"
    private static let units: [(Character, Int)] = [("d", 86_400), ("h", 3600), ("m", 60)]

    package init?(settingText: String) {
        guard let letter = settingText.last, let unit = TimeSpan.units.first(where: { $0.0 == letter })?.1,
            let count = Int(settingText.dropLast()), (1...525_600).contains(count), count * unit <= 365 * 86_400
        else { return nil }
        seconds = count * unit
    }

    package var settingText: String {
        // The largest unit that says it exactly.
        let (letter, unit) = TimeSpan.units.first { seconds % $0.1 == 0 } ?? ("m", 60)
        return "\(seconds / unit)\(letter)"
    }
}
