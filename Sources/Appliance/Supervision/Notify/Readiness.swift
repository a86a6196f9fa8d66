package import Wire

/// When a TV has started: its code is on the display, or the reason why it is not, or there is no display to wait for.
///
/// Told the time. Says `.ready` once.
package struct Readiness: Sendable {
    /// What the display shows.
    package enum Shown: Sendable, Equatable {
        case code
        /// A fault, such as no room server or a wrong setting.
        case reason
        /// A screen that is about to be replaced: nobody knows yet whether the code will come.
        case waiting
    }

    /// A TV without a display, or without an answer of its room server, has started all the same after this long.
    package static let patience = Duration.seconds(5)

    package let deadline: MonotonicTime
    private var isDone = false

    package init(start: MonotonicTime) {
        deadline = start + Readiness.patience
    }

    /// Whether the TV has just become ready.
    package mutating func presented(_ shown: Shown) -> Bool {
        shown == .waiting ? false : finish()
    }

    /// The same, for when `deadline` may have come.
    package mutating func handleTimeout(now: MonotonicTime) -> Bool {
        now < deadline ? false : finish()
    }

    private mutating func finish() -> Bool {
        defer { isDone = true }
        return !isDone
    }
}
