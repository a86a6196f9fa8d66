import Wire

/// Follows the network as browsers do, in rough: down when packets wait on their way or many are lost, up slowly otherwise.
///
/// Reads transport-cc reports; without them REMB and the losses of receiver reports.
package struct RateControl: Sendable {
    /// Bits per second.
    package struct Limits: Hashable, Sendable {
        package var minimum: Int
        package var start: Int
        package var maximum: Int

        package init(minimum: Int = 150_000, start: Int = 2_000_000, maximum: Int = 4_000_000) {
            self.minimum = minimum
            self.start = start
            self.maximum = maximum
        }
    }

    private static let window: Duration = .milliseconds(500)
    /// Packets that wait longer than this somewhere fill a queue.
    private static let longestQueue: Duration = .milliseconds(40)
    private static let pathMemory: Duration = .seconds(10)
    /// Two decreases are at least this far apart: the first must show its effect.
    private static let decreasePause: Duration = .milliseconds(300)

    private let limits: Limits
    /// Bits per second.
    package private(set) var target: Int
    private var received: [(at: MonotonicTime, bytes: Int, isLost: Bool)] = []
    /// Nanoseconds of the shortest way, in an arbitrary unit of both clocks.
    private var shortestWay: (value: Int64, since: MonotonicTime)?
    private var lastWait: Int64 = 0
    private var lastIncrease: MonotonicTime?
    private var lastDecrease: MonotonicTime?

    package init(limits: Limits) {
        self.limits = limits
        target = limits.start
    }

    mutating func received(_ outcomes: [TransportLedger.Outcome], now: MonotonicTime) {
        var waits: [Int64] = []
        for outcome in outcomes {
            received.append((now, outcome.byteCount, outcome.arrival == nil))
            guard let arrival = outcome.arrival else { continue }
            let way = arrival * 250_000 - outcome.sentAt.nanoseconds
            if let shortest = shortestWay, way >= shortest.value, now - shortest.since < Self.pathMemory {
                waits.append(way - shortest.value)
            } else {
                shortestWay = (way, now)
                waits.append(0)
            }
        }
        received.removeAll { now - $0.at > Self.window }
        guard !waits.isEmpty else { return }
        waits.sort()
        let wait = waits[waits.count / 2]
        // A queue that shrinks shows that the last decrease was enough.
        let isQueued = wait > Self.longestQueue.nanoseconds && wait >= lastWait
        lastWait = wait
        let lost = Double(received.count { $0.isLost }) / Double(max(received.count, 1))
        let arrived = received.reduce(0) { $0 + ($1.isLost ? 0 : $1.bytes * 8) } * 2
        if isQueued {
            decrease(to: min(target, arrived) * 85 / 100, now: now)
        } else if wait <= Self.longestQueue.nanoseconds {
            adapt(lost: lost, now: now)
        }
    }

    /// Where there is no transport-cc.
    mutating func received(fractionLost: Double, now: MonotonicTime) {
        adapt(lost: fractionLost, now: now)
    }

    mutating func received(maximumBitrate: UInt64) {
        target = min(target, max(Int(clamping: maximumBitrate), limits.minimum))
    }

    private mutating func adapt(lost: Double, now: MonotonicTime) {
        defer { lastIncrease = now }
        if lost > 0.2 {
            decrease(to: Int(Double(target) * (1 - lost / 2)), now: now)
        } else if let lastIncrease, lastDecrease.map({ now - $0 > .seconds(1) }) ?? true {
            target = min(Int(Double(target) * (1 + 0.15 * min((now - lastIncrease).seconds, 1))), limits.maximum)
        }
    }

    private mutating func decrease(to bitrate: Int, now: MonotonicTime) {
        if let lastDecrease, now - lastDecrease < Self.decreasePause { return }
        lastDecrease = now
        target = max(bitrate, limits.minimum)
    }
}
