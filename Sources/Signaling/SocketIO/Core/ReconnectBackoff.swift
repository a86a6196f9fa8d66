package import Wire

/// How long to wait before each new attempt: full jitter over a window that doubles, so that a thousand TVs whose
/// server restarted don't come back at the same moment.
package struct ReconnectBackoff: Sendable {
    /// The first window.
    package var base: Duration = .milliseconds(500)
    /// The largest window.
    package var cap: Duration = .seconds(30)
    /// A connection that lasted this long starts the windows anew.
    package var stableAfter: Duration = .seconds(60)

    private var failures = 0
    private var connectedAt: MonotonicTime?

    package init() {}

    package mutating func connected(now: MonotonicTime) {
        connectedAt = now
    }

    /// The connection was lost, or the attempt failed.
    package mutating func disconnected(now: MonotonicTime) {
        if let connectedAt, now - connectedAt >= stableAfter { failures = 0 }
        connectedAt = nil
    }

    /// Between nothing and the current window, evenly.
    package mutating func nextDelay(using random: inout some RandomNumberGenerator) -> Duration {
        defer { failures = min(failures + 1, 62) }
        return .nanoseconds(Int64.random(in: 0...window.nanoseconds, using: &random))
    }

    /// What the next delay is drawn from.
    package var window: Duration {
        var window = base
        for _ in 0..<failures where window < cap { window = window * 2 }
        return max(.zero, min(window, cap))
    }
}
