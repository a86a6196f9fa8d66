/// What a technician in front of the TV wants to know, without a laptop.
package struct StatusScreen: Equatable, Sendable {
    package struct Row: Equatable, Sendable {
        package var label: String
        package var value: String
        /// Needs attention.
        package var isFault: Bool

        package init(_ label: String, _ value: String, isFault: Bool = false) {
            self.label = label
            self.value = value
            self.isFault = isFault
        }
    }

    package var tvName: String
    package var rows: [Row]
    /// The last things that went wrong, the newest first.
    package var problems: [String]

    package init(tvName: String, rows: [Row], problems: [String]) {
        self.tvName = tvName
        self.rows = rows
        self.problems = problems
    }
}
