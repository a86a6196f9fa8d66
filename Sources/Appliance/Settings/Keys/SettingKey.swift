import Configuration

/// One row of the table that everything about a key comes from: how it is written, checked, looked up, kept and shown.
struct SettingKey: Sendable {
    /// Dotted, such as `display.rotation`.
    let name: String
    /// Whether it takes a list of texts instead of one.
    let isList: Bool
    /// What may be written, for error messages.
    let expectation: String
    /// One written text as the library keeps it; `nil` if it may not be written.
    let read: @Sendable (String) -> ConfigContent?
    /// Lets the library find the value and puts it where it belongs; leaves the default if nobody wrote one.
    let apply: @Sendable (ConfigReader, inout Settings) -> Void
    /// The value in effect as text; `nil` if there is none.
    let show: @Sendable (Settings) -> String?

    /// Entries a list may have.
    static let longestList = 16

    var configKey: AbsoluteConfigKey { AbsoluteConfigKey(name.split(separator: ".").map(String.init)) }

    /// `roomServer.urls` is `DIASCOPE_ROOM_SERVER_URLS`.
    var environmentName: String {
        var result = "DIASCOPE_"
        var previousWasUpper = true
        for character in name {
            guard character != "." else {
                result.append("_")
                previousWasUpper = true
                continue
            }
            if character.isUppercase, !previousWasUpper { result.append("_") }
            result.append(character.uppercased())
            previousWasUpper = character.isUppercase
        }
        return result
    }
}

extension SettingKey {
    typealias Path<Value> = any WritableKeyPath<Settings, Value> & Sendable

    static func integer(_ name: String, _ path: Path<Int>, _ range: ClosedRange<Int>, unit: String = "") -> SettingKey {
        SettingKey(
            name: name,
            isList: false,
            expectation: "a whole number from \(range.lowerBound) to \(range.upperBound)\(unit.isEmpty ? "" : " \(unit)")",
            read: { text in Int(text).flatMap { range.contains($0) ? .int($0) : nil } },
            apply: { reader, settings in
                settings[keyPath: path] = reader.int(forKey: ConfigKey(name), default: settings[keyPath: path])
            },
            show: { "\($0[keyPath: path])" }
        )
    }

    static func number(_ name: String, _ path: Path<Double>, _ range: ClosedRange<Double>, unit: String) -> SettingKey {
        SettingKey(
            name: name,
            isList: false,
            expectation: "a number from \(plain(range.lowerBound)) to \(plain(range.upperBound)) \(unit)",
            read: { text in Double(text).flatMap { range.contains($0) ? .double($0) : nil } },
            apply: { reader, settings in
                settings[keyPath: path] = reader.double(forKey: ConfigKey(name), default: settings[keyPath: path])
            },
            show: { plain($0[keyPath: path]) }
        )
    }

    static func flag(_ name: String, _ path: Path<Bool>) -> SettingKey {
        SettingKey(
            name: name,
            isList: false,
            expectation: "true or false",
            read: { text in
                switch text.lowercased() {
                case "true", "yes", "on": .bool(true)
                case "false", "no", "off": .bool(false)
                default: nil
                }
            },
            apply: { reader, settings in
                settings[keyPath: path] = reader.bool(forKey: ConfigKey(name), default: settings[keyPath: path])
            },
            show: { "\($0[keyPath: path])" }
        )
    }

    /// Text that needs no type of its own.
    static func plainText(
        _ name: String,
        _ path: Path<String>,
        expectation: String,
        _ accepts: @escaping @Sendable (String) -> Bool
    ) -> SettingKey {
        SettingKey(
            name: name,
            isList: false,
            expectation: expectation,
            read: { accepts($0) ? .string($0) : nil },
            apply: { reader, settings in
                settings[keyPath: path] = reader.string(forKey: ConfigKey(name), default: settings[keyPath: path])
            },
            show: { $0[keyPath: path] }
        )
    }

    static func optionalPlainText(
        _ name: String,
        _ path: Path<String?>,
        expectation: String,
        _ accepts: @escaping @Sendable (String) -> Bool
    ) -> SettingKey {
        SettingKey(
            name: name,
            isList: false,
            expectation: expectation,
            read: { accepts($0) ? .string($0) : nil },
            apply: { reader, settings in
                settings[keyPath: path] = reader.string(forKey: ConfigKey(name)) ?? settings[keyPath: path]
            },
            show: { $0[keyPath: path] }
        )
    }

    static func text<Value: SettingText>(_ name: String, _ path: Path<Value>) -> SettingKey {
        SettingKey(
            name: name,
            isList: false,
            expectation: Value.expectation,
            read: { Value(settingText: $0).map { .string($0.settingText) } },
            apply: { reader, settings in
                guard let value = reader.string(forKey: ConfigKey(name)).flatMap(Value.init(settingText:)) else { return }
                settings[keyPath: path] = value
            },
            show: { $0[keyPath: path].settingText }
        )
    }

    static func optionalText<Value: SettingText>(_ name: String, _ path: Path<Value?>) -> SettingKey {
        SettingKey(
            name: name,
            isList: false,
            expectation: Value.expectation,
            read: { Value(settingText: $0).map { .string($0.settingText) } },
            apply: { reader, settings in
                guard let value = reader.string(forKey: ConfigKey(name)).flatMap(Value.init(settingText:)) else { return }
                settings[keyPath: path] = value
            },
            show: { $0[keyPath: path]?.settingText }
        )
    }

    static func list<Value: SettingText>(_ name: String, _ path: Path<[Value]>) -> SettingKey {
        SettingKey(
            name: name,
            isList: true,
            expectation: Value.expectation,
            read: { Value(settingText: $0).map { .string($0.settingText) } },
            apply: { reader, settings in
                guard let texts = reader.stringArray(forKey: ConfigKey(name)) else { return }
                settings[keyPath: path] = texts.compactMap(Value.init(settingText:))
            },
            show: { settings in
                let values = settings[keyPath: path]
                return values.isEmpty ? nil : values.map(\.settingText).joined(separator: ", ")
            }
        )
    }

    private static func plain(_ number: Double) -> String {
        let text = "\(number)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
