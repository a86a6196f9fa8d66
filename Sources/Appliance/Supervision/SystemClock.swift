import CLinux
import Glibc

/// The machine's clock, which may be wrong: many boxes have no battery, and start in the past.
package enum SystemClock {
    /// Whether the kernel has been told the time by someone who knows (NTP) since the start.
    package static var isSynchronized: Bool { diascope_clock_is_synchronized() != 0 }

    /// Seconds since 1970.
    package static var seconds: Int64 { Int64(time(nil)) }

    /// When this program was built, in seconds since 1970: it is not earlier than that.
    package static var buildTime: Int64 {
        var information = stat()
        guard unsafe stat("/proc/self/exe", &information) == 0 else { return 0 }
        return Int64(information.st_mtim.tv_sec)
    }
}
