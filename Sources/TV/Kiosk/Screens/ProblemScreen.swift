/// Something a technician has to put right, in the three parts every error of Diascope has.
package struct ProblemScreen: Equatable, Sendable {
    package enum Subject: Equatable, Sendable {
        case configuration
        case display
        case other
    }

    /// Where a configuration error is.
    package struct Location: Equatable, Sendable {
        package var file: String
        /// 1 is the first line; `nil` when the whole file is meant.
        package var line: Int?

        package init(file: String, line: Int?) {
            self.file = file
            self.line = line
        }
    }

    package var subject: Subject
    /// What failed and why.
    package var what: String
    package var location: Location?
    /// What to do.
    package var fix: String

    package init(subject: Subject, what: String, location: Location? = nil, fix: String) {
        self.subject = subject
        self.what = what
        self.location = location
        self.fix = fix
    }
}
