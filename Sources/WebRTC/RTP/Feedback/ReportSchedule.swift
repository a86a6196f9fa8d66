import Wire

/// When receiver reports are due: every second, each interval varied by half so that reports of many receivers do not fall into
/// step
/// (RFC 3550 §6.2).
struct ReportSchedule: Sendable {
    static let interval: Duration = .seconds(1)
    private(set) var due: MonotonicTime?
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// Sets the next report 0.5 to 1.5 intervals after `now`.
    mutating func schedule(now: MonotonicTime) {
        let permille = 500 + Int64(nextRandom() % 1001)
        due = now + .nanoseconds(Self.interval.nanoseconds / 1000 * permille)
    }

    /// SplitMix64: enough for spreading, and the same in every run of a test.
    private mutating func nextRandom() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
