/// A value a person writes as one piece of text.
package protocol SettingText: Sendable, Equatable {
    /// What may be written, for an error message: "expected …".
    static var expectation: String { get }

    /// `nil` for text that is not such a value.
    init?(settingText: String)

    /// The text that reads back as this value.
    var settingText: String { get }
}

extension SettingText where Self: RawRepresentable<String> & CaseIterable {
    package static var expectation: String { words(allCases.map(\.rawValue)) }

    package init?(settingText: String) {
        self.init(rawValue: settingText)
    }

    package var settingText: String { rawValue }

    private static func words(_ values: [String]) -> String {
        guard let last = values.last, values.count > 1 else { return values.first ?? "" }
        return values.dropLast().joined(separator: ", ") + " or " + last
    }
}
