import Wire

/// The greatest of the recent values: of the last `span` at least, of twice that at most.
struct WindowedMaximum: Sendable {
    private let span: Duration
    private var current: Int64?
    private var previous: Int64?
    private var began = MonotonicTime.zero

    init(span: Duration) {
        self.span = span
    }

    /// `nil` once all values are too old.
    mutating func value(now: MonotonicTime) -> Int64? {
        forget(now: now)
        guard let current else { return previous }
        return max(current, previous ?? current)
    }

    mutating func add(_ value: Int64, now: MonotonicTime) {
        forget(now: now)
        if current == nil, previous == nil { began = now }
        current = max(current ?? value, value)
    }

    private mutating func forget(now: MonotonicTime) {
        guard now - began >= span else { return }
        previous = now - began < span * 2 ? current : nil
        current = nil
        began = now
    }
}
