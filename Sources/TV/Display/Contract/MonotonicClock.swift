import Glibc
package import Wire

/// The clock of the display and decode threads: CLOCK_MONOTONIC, as SwiftNIO's `NIODeadline` counts.
package enum MonotonicClock {
    package static var now: MonotonicTime {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicTime(nanoseconds: Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec))
    }
}

extension MonotonicTime {
    /// For calls that wait until a moment of CLOCK_MONOTONIC.
    var timespec: Glibc.timespec {
        let (seconds, rest) = max(nanoseconds, 0).quotientAndRemainder(dividingBy: 1_000_000_000)
        return Glibc.timespec(tv_sec: Int(seconds), tv_nsec: Int(rest))
    }
}
