package import Wire

/// How often something may happen: a burst, then once for each interval that has passed (GCRA).
package struct RateLimiter: Sendable, Equatable {
    package struct Rate: Sendable, Equatable {
        package var burst: Int
        package var interval: Duration

        /// - Parameters:
        ///   - burst: at least 1.
        ///   - interval: what has to pass for one more.
        package init(burst: Int, interval: Duration) {
            self.burst = max(burst, 1)
            self.interval = max(interval, .zero)
        }

        /// At most `count` in every second, whichever second one looks at: a fifth of it at once, the rest evenly.
        package static func strictly(_ count: Int) -> Rate {
            let burst = max(count / 5, 1)
            return Rate(burst: burst, interval: .seconds(1) / max(count - burst, 1))
        }
    }

    /// When the whole burst will be there again (the theoretical arrival time).
    private var replenished: MonotonicTime?

    package init() {}

    /// Whether all of the burst is there.
    package func isReplenished(at now: MonotonicTime) -> Bool { replenished.map { $0 <= now } ?? true }

    /// How long to wait until it may happen, leaving `reserve` of the burst to others; `nil` when it may happen now.
    /// Counts nothing.
    package func delay(_ rate: Rate, reserve: Int = 0, now: MonotonicTime) -> Duration? {
        guard let replenished else { return nil }
        let wait = (replenished - now) - rate.interval * max(rate.burst - 1 - reserve, 0)
        return wait > .zero ? wait : nil
    }

    /// Counts once.
    package mutating func count(_ rate: Rate, now: MonotonicTime) {
        replenished = max(replenished ?? now, now) + rate.interval
    }

    /// For ordering: who has everything back first.
    var sortKey: MonotonicTime { replenished ?? .zero }
}
