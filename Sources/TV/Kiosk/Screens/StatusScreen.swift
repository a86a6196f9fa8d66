/// What a technician in front of the TV wants to know, without a laptop.
package struct StatusScreen: Equatable, Sendable {
    package enum State: String, Equatable, Sendable, CaseIterable {
        case starting, registering, waiting, negotiating, projecting, interrupted
    }

    /// How one sender does; what is not known is `nil`.
    package struct Figures: Equatable, Sendable {
        /// Such as `1920 × 1080`.
        package var size: String?
        package var framesPerSecond: Int?
        /// Milliseconds.
        package var roundTrip: Int?
        package var packetsLost: Int?
        /// Milliseconds for one frame.
        package var decoding: Double?

        package init() {}
    }

    /// One line, whose label and words the language has.
    package enum Row: Equatable, Sendable {
        case state(State)
        /// An empty address means that none is set.
        case roomServer(address: String, isConnected: Bool)
        /// Back end, connector, size and so on; or what is wrong.
        case display(String, isFault: Bool)
        case sender(name: String, state: State, Figures)
        case version(String)
        case addresses([String])
        case hardwareAddresses([String])
        case clock(isSet: Bool)
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
