import Wire

/// The last 2048 delays, about a minute of video, and their exact quantiles.
package struct LatencyWindow: Sendable, Equatable {
    package static let capacity = 2048

    /// Microseconds.
    private var samples: [UInt32] = []
    private var oldest = 0

    package init() {}

    package var isEmpty: Bool { samples.isEmpty }

    package mutating func add(_ delay: Duration) {
        let sample = UInt32(clamping: delay.nanoseconds / 1000)
        if samples.count < Self.capacity {
            if samples.isEmpty { samples.reserveCapacity(Self.capacity) }
            samples.append(sample)
            return
        }
        samples[oldest] = sample
        oldest = (oldest + 1) % Self.capacity
    }

    /// The smallest delay that at least `fractions` of the others do not exceed, for each; `nil` without samples.
    package func quantiles(_ fractions: [Double]) -> [Duration]? {
        if samples.isEmpty { return nil }
        let sorted = samples.sorted()
        return fractions.map { fraction in
            let rank = Int((fraction * Double(sorted.count)).rounded(.up))
            return .microseconds(Int64(sorted[min(max(rank, 1), sorted.count) - 1]))
        }
    }
}
