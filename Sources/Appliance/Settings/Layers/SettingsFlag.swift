/// A value given on the command line.
package struct SettingsFlag: Equatable, Sendable {
    /// As the user wrote it, such as `--listen`.
    package var name: String
    /// The key it sets, such as `room.listen`.
    package var key: String
    /// One text, or the entries of a list.
    package var values: [String]

    package init(_ name: String, key: String, _ values: [String]) {
        self.name = name
        self.key = key
        self.values = values
    }

    package init(_ name: String, key: String, _ value: String) {
        self.init(name, key: key, [value])
    }
}

extension SettingsLayer {
    init(flags: [SettingsFlag]) {
        self.init(name: "flags")
        for flag in flags {
            let origin = Origin.flag(name: flag.name)
            guard let key = SettingKey.byName[flag.key] else {
                report(.unknownKey(nearest: NearestName.of(flag.key, among: SettingKey.byName.keys)), flag.key, at: origin)
                continue
            }
            let texts = key.isList ? flag.values : flag.values.suffix(1)
            set(key, to: texts.map { Written(text: $0, origin: origin) }, at: origin)
        }
    }
}
