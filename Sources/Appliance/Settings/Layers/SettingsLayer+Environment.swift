extension SettingsLayer {
    /// Variables of the build and of the tests, which are set while Diascope itself is developed.
    private static func isOfTheBuild(_ name: String) -> Bool {
        ["DIASCOPE_ROOMS", "DIASCOPE_FUZZ", "DIASCOPE_BENCH"].contains(name) || name.hasPrefix("DIASCOPE_TEST_")
    }

    /// The `DIASCOPE_…` variables. Lists have commas between their entries; an empty variable counts as not set.
    init(environment: [String: String]) {
        self.init(name: "environment")
        let keys = Dictionary(uniqueKeysWithValues: SettingKey.table.map { ($0.environmentName, $0) })
        for (name, value) in environment.sorted(by: { $0.key < $1.key }) where name.hasPrefix("DIASCOPE_") && !value.isEmpty {
            let origin = Origin.environment(name: name)
            if let key = keys[name] {
                let texts = key.isList ? value.split(separator: ",").map(String.init) : [value]
                set(key, to: texts.map { Written(text: $0, origin: origin) }, at: origin)
            } else if !SettingsLayer.isOfTheBuild(name) {
                report(.unknownVariable(nearest: NearestName.of(name, among: keys.keys)), nil, at: origin)
            }
        }
    }
}
