package import Wire

/// Which of the process's threads are alive: the watchdog is fed only while all of them are.
///
/// Told the time. Whoever owns it asks each thread for a sign of life every `period`, reports what comes back with `heard`,
/// and feeds the watchdog when `silent` is empty.
package struct Heartbeats<Source: Hashable & Sendable>: Sendable {
    /// Longest silence of a thread that still counts as life.
    private let limit: Duration
    /// How often to ask and to feed: several times within the watchdog's timeout.
    package let period: Duration
    private var lastHeard: [Source: MonotonicTime]
    private let order: [Source]

    /// - Parameter timeout: after which the service manager kills the process.
    package init(of sources: [Source], timeout: Duration, now: MonotonicTime) {
        order = sources
        period = timeout / 6
        // With the feeding that may just have happened, the process ends after at most 1.5 times the timeout.
        limit = timeout / 2
        lastHeard = Dictionary(sources.map { ($0, now) }) { first, _ in first }
    }

    package mutating func heard(_ source: Source, at time: MonotonicTime) {
        guard let last = lastHeard[source], time > last else { return }
        lastHeard[source] = time
    }

    /// Those that have said nothing for too long.
    package func silent(now: MonotonicTime) -> [Source] {
        order.filter { source in lastHeard[source].map { now - $0 > limit } ?? false }
    }
}
