import Configuration

/// What one file, the environment or the command line says: checked values for the library, and where each was written.
struct SettingsLayer: Sendable {
    /// Tells the layers apart in what the library reports.
    let name: String
    private var values: [AbsoluteConfigKey: ConfigValue] = [:]
    private(set) var origins: [String: Origin] = [:]
    private(set) var problems: [SettingsProblem] = []

    /// More than these help nobody.
    private static let mostProblems = 50

    init(name: String) {
        self.name = name
    }

    var provider: InMemoryProvider { InMemoryProvider(name: name, values: values) }

    /// A text with the place it was written at.
    struct Written {
        var text: String
        var origin: Origin
    }

    /// Checks and keeps a value. Of a bad one the problem is kept, and nothing else.
    mutating func set(_ key: SettingKey, to texts: [Written], at origin: Origin) {
        if key.isList, texts.count > SettingKey.longestList {
            report(.tooManyItems(limit: SettingKey.longestList), key.name, at: origin)
            return
        }
        var contents: [ConfigContent] = []
        for written in texts {
            let text = SettingsLayer.trimmed(written.text)
            if let content = key.read(text) {
                contents.append(content)
            } else if text.isEmpty {
                report(.missingValue(expectation: key.expectation), key.name, at: written.origin)
            } else {
                report(
                    .badValue(SettingsLayer.shortened(text), expectation: key.expectation),
                    key.name,
                    at: written.origin
                )
            }
        }
        guard contents.count == texts.count else { return }
        let content: ConfigContent? =
            key.isList
            ? .stringArray(
                contents.compactMap { content in
                    if case .string(let text) = content { text } else { nil }
                }
            )
            : contents.first
        guard let content else { return }
        values[key.configKey] = ConfigValue(content, isSecret: false)
        origins[key.name] = origin
    }

    mutating func report(_ reason: SettingsProblem.Reason, _ key: String?, at origin: Origin) {
        guard problems.count <= SettingsLayer.mostProblems else { return }
        guard problems.count < SettingsLayer.mostProblems else {
            problems.append(SettingsProblem(origin: origin, key: nil, reason: .andMore))
            return
        }
        problems.append(SettingsProblem(origin: origin, key: key.map(SettingsLayer.shortened), reason: reason))
    }

    /// Enough of a text to recognise it in a message.
    static func shortened(_ text: String) -> String {
        let visible = String(String.UnicodeScalarView(text.unicodeScalars.prefix(80).map { $0.value < 0x20 ? " " : $0 }))
        return text.unicodeScalars.count > 80 ? visible + "…" : visible
    }

    static func trimmed(_ text: some StringProtocol) -> String {
        var rest = Substring(text)
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
