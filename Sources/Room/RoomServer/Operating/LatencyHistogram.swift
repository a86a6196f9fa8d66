/// How long something took, how often: counted by powers of two from 1 ms on, for metrics.
struct LatencyHistogram: Sendable {
    /// Milliseconds; what took longer than the last is only in `count`.
    static let bounds: [Int64] = (0...14).map { 1 << $0 }

    /// Of each bound, those that took no longer than it and longer than the one before.
    private var counts = [Int](repeating: 0, count: bounds.count)
    private(set) var count = 0
    private(set) var sum: Duration = .zero

    mutating func add(_ duration: Duration) {
        count += 1
        sum += max(duration, .zero)
        guard let place = Self.bounds.firstIndex(where: { duration <= .milliseconds($0) }) else { return }
        counts[place] += 1
    }

    /// For each bound, in seconds, how many took no longer.
    var cumulative: [(bound: Double, count: Int)] {
        var sum = 0
        return zip(Self.bounds, counts).map { bound, count in
            sum += count
            return (Double(bound) / 1000, sum)
        }
    }
}
