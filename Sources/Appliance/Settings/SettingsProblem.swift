/// One thing that is wrong with the settings: where, what, why and what to do about it.
package struct SettingsProblem: Equatable, Sendable {
    package enum Reason: Error, Equatable, Sendable {
        case unknownKey(nearest: String?)
        case unknownVariable(nearest: String?)
        /// `tv.name: x` on one line instead of `tv:` and, below it, `name: x`.
        case dottedKey
        case badValue(String, expectation: String)
        case missingValue(expectation: String)
        /// A single value where there must be a list or section, or the other way round.
        case wrongShape(found: String, expected: String)
        case tooManyItems(limit: Int)
        case duplicateKey(firstLine: Int)
        /// libyaml's words.
        case syntax(String)
        case notAllowed(String)
        case unreadableFile(String)
        /// Bytes allowed.
        case fileTooLarge(Int)
        case secretFile(String, SecretFileError)
        /// Two settings that do not go together.
        case conflict(what: String, fix: String)
        /// Only the first problems of a file are listed.
        case andMore
    }

    package var origin: Origin
    /// Dotted, such as `display.rotation`; `nil` when a file as a whole is meant.
    package var key: String?
    package var reason: Reason

    package init(origin: Origin, key: String?, reason: Reason) {
        self.origin = origin
        self.key = key
        self.reason = reason
    }
}

extension SettingsProblem {
    private var name: String { key ?? "this file" }

    /// What failed and why, as a sentence.
    package var what: String {
        switch reason {
        case .unknownKey: "There is no setting \(name)."
        case .unknownVariable: "There is no setting for this variable."
        case .dottedKey: "\(name) is written on one line."
        case .badValue(let value, let expectation): "\(name) cannot be \"\(value)\": expected \(expectation)."
        case .missingValue(let expectation): "\(name) has no value: expected \(expectation)."
        case .wrongShape(let found, let expected): "\(name) is \(found): expected \(expected)."
        case .tooManyItems(let limit): "\(name) has more than \(limit) entries."
        case .duplicateKey(let firstLine): "\(name) is there twice, first on line \(firstLine)."
        case .syntax(let words): "This is not valid YAML: \(words)."
        case .notAllowed(let what): "\(what) cannot be used in settings."
        case .unreadableFile(let reason): "The settings file cannot be read: \(reason)."
        case .fileTooLarge(let bytes): "The settings file is larger than \(bytes / 1024) KiB."
        case .secretFile(let path, let error): "\(name) names \(path), but \(error)."
        case .conflict(let what, _): what
        case .andMore: "There are more problems in this file."
        }
    }

    /// What to do, as a sentence.
    package var fix: String {
        switch reason {
        case .unknownKey(let nearest): nearest.map { "Write \($0), or delete the line." } ?? "Delete the line."
        case .unknownVariable(let nearest): nearest.map { "Set \($0) instead, or unset it." } ?? "Unset it."
        case .dottedKey:
            "Write \(name.prefix { $0 != "." }): on a line of its own and, indented below it, "
                + "\(name.drop { $0 != "." }.dropFirst()): and the value."
        case .badValue, .wrongShape: "Change the value, or delete the line to have the default."
        case .missingValue: "Write a value after the colon, or put # before the line to have the default."
        case .tooManyItems: "Remove some."
        case .duplicateKey: "Delete one of the two."
        case .syntax(let words):
            words.contains("tab") || words.contains("cannot start any token")
                ? "Indent with blanks, not tabs, and put values with special characters in quotes."
                : "Look at this line and the one before it: indentation, the colon and a blank after each key, closed quotes."
        case .notAllowed: "Write the value itself."
        case .unreadableFile: "Give the path of a file that the user running Diascope may read."
        case .fileTooLarge: "Keep only the settings you need."
        case .secretFile(let path, let error):
            if case .readableByOthers = error {
                "Run chmod 600 \(path)."
            } else {
                "Create the file with the secret in it and mode 0600, or correct the path."
            }
        case .conflict(_, let fix): fix
        case .andMore: "Correct these first."
        }
    }
}

extension SettingsProblem: CustomStringConvertible {
    /// `where: what. fix.` on one line.
    package var description: String { "\(origin): \(what) \(fix)" }
}
