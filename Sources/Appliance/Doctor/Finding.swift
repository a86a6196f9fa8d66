package import JSON

/// One thing that `diascope doctor` has looked at.
package struct Finding: Equatable, Sendable {
    package enum Level: String, Sendable {
        case ok
        /// The TV works, but less well or not for everybody.
        case warn
        case fail
    }

    package var level: Level
    /// What was looked at, in a word or two.
    package var subject: String
    /// What was found.
    package var what: String
    /// What to do; `nil` where nothing is wrong.
    package var fix: String?

    package static func ok(_ subject: String, _ what: String) -> Finding {
        Finding(level: .ok, subject: subject, what: what, fix: nil)
    }

    package static func warn(_ subject: String, _ what: String, fix: String) -> Finding {
        Finding(level: .warn, subject: subject, what: what, fix: fix)
    }

    package static func fail(_ subject: String, _ what: String, fix: String) -> Finding {
        Finding(level: .fail, subject: subject, what: what, fix: fix)
    }

    package var json: JSONValue {
        [
            "level": .string(level.rawValue), "subject": .string(subject), "what": .string(what),
            "fix": fix.map { .string($0) } ?? .null,
        ]
    }

    /// One line, and the fix on the next.
    package var text: String {
        let head = "\(level.rawValue)".padded(to: 6) + subject.padded(to: 14) + what
        return fix.map { "\(head)\n\("".padded(to: 20))To fix it: \($0)" } ?? head
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(1, width - count))
    }
}
