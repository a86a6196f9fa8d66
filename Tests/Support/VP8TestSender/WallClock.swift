import Wire

/// The sender's idea of the time of day: a fixed day plus the monotonic clock. Receivers only use differences of it.
enum WallClock {
    /// Seconds from 1900 to late 2026.
    private static let origin: UInt64 = 4_003_000_000

    /// Seconds since 1900 in 32.32 fixed point (RFC 3550 §4).
    static func ntpTimestamp(at time: MonotonicTime) -> UInt64 {
        let nanoseconds = UInt64(clamping: time.nanoseconds)
        let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        return (origin &+ seconds) << 32 | (rest << 32) / 1_000_000_000
    }

    /// Seconds in 6.18 fixed point (the abs-send-time header extension).
    static func absSendTime(at time: MonotonicTime) -> UInt32 {
        UInt32(truncatingIfNeeded: ntpTimestamp(at: time) >> 14) & 0xFF_FFFF
    }
}
