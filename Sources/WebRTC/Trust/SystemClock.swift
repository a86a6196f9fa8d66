import CLinux
import Glibc

/// The machine's clock, which may be wrong: many boxes have no battery, and start in the past.
package enum SystemClock {
    /// Where systemd-timesyncd says that a time server has answered.
    private static let timesyncMark = "/run/systemd/timesync/synchronized"

    /// Whether someone who knows (NTP) has told the time since the start.
    package static var isSynchronized: Bool {
        isSynchronized(kernel: diascope_clock_is_synchronized()) { unsafe access(timesyncMark, F_OK) == 0 }
    }

    /// - Parameters:
    ///   - kernel: 1 for yes, 0 for no, below it where the kernel may not be asked: the TV's unit is kept from the clock's
    ///     system calls.
    ///   - isMarked: what systemd-timesyncd says.
    static func isSynchronized(kernel: CInt, isMarked: () -> Bool) -> Bool {
        kernel >= 0 ? kernel > 0 : isMarked()
    }

    /// Seconds since 1970.
    package static var seconds: Int64 { Int64(time(nil)) }

    /// When this program was built, in seconds since 1970: it is not earlier than that.
    package static var buildTime: Int64 {
        var information = stat()
        guard unsafe stat("/proc/self/exe", &information) == 0 else { return 0 }
        return Int64(information.st_mtim.tv_sec)
    }
}
