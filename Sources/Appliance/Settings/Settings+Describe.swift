/// A key, what is in effect for it, and who said so.
package struct EffectiveValue: Equatable, Sendable {
    package var key: String
    /// `nil` if nothing is set.
    package var text: String?
    package var origin: Origin
    /// The variable that would set it.
    package var environmentName: String
}

extension Settings {
    /// Every key in the order of `Config/diascope.yaml`.
    package var effectiveValues: [EffectiveValue] {
        SettingKey.table.map { key in
            EffectiveValue(
                key: key.name,
                text: key.show(self),
                origin: origin(of: key.name),
                environmentName: key.environmentName
            )
        }
    }

    /// Where the value of a key was written.
    package func origin(of key: String) -> Origin {
        origins[key] ?? .builtIn
    }

    /// A table for `diascope config show`: key, value, origin. Secrets are only ever named by their file.
    package func describe() -> String {
        let rows = effectiveValues.map { ($0.key, $0.text ?? "-", $0.origin.description) }
        let keyWidth = rows.map(\.0.count).max() ?? 0
        let valueWidth = min(40, rows.map(\.1.count).max() ?? 0)
        func padded(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(0, width - text.count))
        }
        return rows.map { "\(padded($0.0, keyWidth))  \(padded($0.1, valueWidth))  \($0.2)\n" }.joined()
    }
}
