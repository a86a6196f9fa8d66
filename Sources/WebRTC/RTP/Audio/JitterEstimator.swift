import Wire

/// Measures how unevenly packets arrive: how late each is against the quickest of the last seconds, and how late nearly all
/// others were.
///
/// The quickest is looked for in a window, so that clocks that drift apart, and paths that change, are followed.
struct JitterEstimator: Sendable {
    private static let bucketWidth: Duration = .milliseconds(5)
    private static let bucketCount = 60
    /// Weight an old packet loses with each new one: after 10 s of usual packets it counts a third.
    private static let memory = 0.998
    /// One packet in a hundred may come later than what is waited for.
    private static let share = 0.99
    private static let windowCount = 10
    private static let windowLength: Duration = .milliseconds(500)

    /// Of arrival less media time, the least in each part of the window.
    private var windows: [Int64] = []
    private var windowStart: MonotonicTime?
    private var weights = [Double](repeating: 0, count: bucketCount)
    private var total = 0.0

    /// Arrival less media time of the quickest packet in the window, in nanoseconds; `nil` before the first packet.
    private(set) var base: Int64?

    mutating func received(_ packet: AudioPacket) {
        let transit = packet.arrival.nanoseconds &- SampleTime.duration(packet.timestamp).nanoseconds
        note(transit, at: packet.arrival)
        guard let base else { return }
        for index in weights.indices { weights[index] *= Self.memory }
        let bucket = Int(clamping: (transit &- base) / Self.bucketWidth.nanoseconds)
        weights[min(max(bucket, 0), Self.bucketCount - 1)] += 1
        total = total * Self.memory + 1
    }

    /// How long after the quickest packet nearly all have come: the upper end of their bucket.
    var lateness: Duration {
        var sum = 0.0
        for index in weights.indices {
            sum += weights[index]
            if sum >= total * Self.share { return Self.bucketWidth * (index + 1) }
        }
        return Self.bucketWidth * Self.bucketCount
    }

    private mutating func note(_ transit: Int64, at time: MonotonicTime) {
        if let start = windowStart, time - start < Self.windowLength, let last = windows.last {
            windows[windows.count - 1] = min(last, transit)
        } else {
            windowStart = time
            windows.append(transit)
            if windows.count > Self.windowCount { windows.removeFirst() }
        }
        base = windows.min()
    }
}
