import Wire

/// The latencies of the last moments, at most 64 of them.
struct RecentLatencies: Sendable {
    private static let capacity = 64
    private var samples: [(latency: Int64, at: MonotonicTime)] = []

    mutating func add(_ latency: Int64, at time: MonotonicTime, keeping window: Duration) {
        samples.removeAll { time - $0.at > window }
        if samples.count == Self.capacity { samples.removeFirst() }
        samples.append((latency, time))
    }

    mutating func forget() { samples.removeAll(keepingCapacity: true) }

    /// `nil` with fewer samples than that.
    func median(fewest: Int) -> Int64? {
        guard samples.count >= max(fewest, 1) else { return nil }
        return samples.map(\.latency).sorted()[samples.count / 2]
    }
}
