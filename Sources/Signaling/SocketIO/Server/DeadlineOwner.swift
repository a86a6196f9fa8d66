import Wire

/// Something on the event loop that wants to be called when a deadline has come.
protocol DeadlineOwner: AnyObject {
    /// `nil` when it waits for nothing, and for ever after it has closed.
    var nextDeadline: MonotonicTime? { get }
    /// Kept by the server: when it will look again.
    var scheduledDeadline: MonotonicTime? { get set }

    func handleTimeout(now: MonotonicTime)
}
