package import Wire

/// Freezes and pauses as W3C webrtc-stats defines them for `freezeCount` and `pauseCount`, from the times frames were shown.
package struct FreezeDetector: Sendable, Equatable {
    /// Frames whose durations are averaged.
    private static let window = 30
    /// Durations known before any is called a freeze, as libwebrtc has it.
    private static let fewest = 5
    private static let pause = Duration.seconds(5)

    package private(set) var freezeCount = 0
    package private(set) var totalFreezesDuration = Duration.zero
    package private(set) var pauseCount = 0
    package private(set) var totalPausesDuration = Duration.zero
    /// The longest a frame stood, unless it was a pause.
    package private(set) var longest = Duration.zero
    private var lastShown: MonotonicTime?
    private var durations: [Int64] = []
    private var oldest = 0
    private var sum: Int64 = 0

    package init() {
        durations.reserveCapacity(Self.window)
    }

    /// A frame was shown. It ends a freeze when the one before stood for max(3 × average, average + 150 ms) or longer,
    /// the average being that of the last 30 frames, this one included; over 5 s it is a pause instead.
    package mutating func frameShown(at time: MonotonicTime) {
        defer { lastShown = time }
        guard let lastShown else { return }
        let duration = time - lastShown
        if duration > Self.pause {
            pauseCount += 1
            totalPausesDuration += duration
            return
        }
        longest = max(longest, duration)
        add(duration.nanoseconds)
        guard durations.count >= Self.fewest else { return }
        let average = sum / Int64(durations.count)
        if duration.nanoseconds >= max(3 &* average, average &+ 150_000_000) {
            freezeCount += 1
            totalFreezesDuration += duration
        }
    }

    /// Frames were not shown on purpose: the time until the next one is neither a freeze nor a pause.
    package mutating func interrupt() {
        lastShown = nil
    }

    private mutating func add(_ duration: Int64) {
        sum = sum &+ duration
        if durations.count < Self.window {
            durations.append(duration)
            return
        }
        sum = sum &- durations[oldest]
        durations[oldest] = duration
        oldest = (oldest + 1) % Self.window
    }
}
