/// All that is wrong with the settings, never only the first thing.
package struct SettingsError: Error, Equatable, CustomStringConvertible {
    /// In the order of files, then lines, then environment and flags. Never empty.
    package var problems: [SettingsProblem]

    /// One problem a line.
    package var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}
