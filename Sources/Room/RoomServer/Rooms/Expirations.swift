import Wire

/// Deadlines that are all the same time away when they are added, so that the first in is the first out.
///
/// Nothing is taken back: who finds its deadline expired checks whether it still means anything.
struct Expirations<Element: Sendable>: Sendable {
    private let delay: Duration
    private var entries: [(deadline: MonotonicTime, element: Element)] = []
    private var first = 0

    init(after delay: Duration) {
        self.delay = delay
    }

    var next: MonotonicTime? { first < entries.count ? entries[first].deadline : nil }

    mutating func add(_ element: Element, now: MonotonicTime) {
        entries.append((now + delay, element))
    }

    /// The oldest whose deadline has come.
    mutating func popExpired(now: MonotonicTime) -> Element? {
        guard let next, next <= now else { return nil }
        defer {
            first += 1
            if first > 64, first * 2 > entries.count {
                entries.removeFirst(first)
                first = 0
            }
        }
        return entries[first].element
    }
}
