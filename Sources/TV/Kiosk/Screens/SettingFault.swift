/// Something that is wrong in the settings, as one line says it to the technician in front of the TV.
package struct SettingFault: Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        /// No such setting; the nearest that there is, if any.
        case unknown(nearest: String?)
        case badValue(String)
        case missingValue
        case duplicate
        /// The file is not valid YAML.
        case syntax
        case unreadable
        /// What only `SettingFault.words` say.
        case other
    }

    package var kind: Kind
    /// Such as `display.rotation`; empty when a whole file is meant.
    package var key: String
    /// File and line, variable or flag.
    package var place: String
    /// What, why and what to do, in English, as the log has it.
    package var words: String

    package init(kind: Kind, key: String, place: String, words: String) {
        self.kind = kind
        self.key = key
        self.place = place
        self.words = words
    }
}
