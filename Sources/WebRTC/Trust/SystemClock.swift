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

    /// Whether the time of day can be believed: somebody has told it, or a clock with a battery has gone on telling it.
    package static var isKnown: Bool {
        isSynchronized || isBattery(hardwareSeconds, since: buildTime)
    }

    /// A clock whose battery is empty starts long ago, wherever the system's clock was set to since then.
    static func isBattery(_ hardware: Int64?, since build: Int64) -> Bool {
        hardware.map { $0 >= build } ?? false
    }

    /// What the clock with the battery says; `nil` where there is none.
    private static var hardwareSeconds: Int64? {
        guard let file = unsafe fopen("/sys/class/rtc/rtc0/since_epoch", "r") else { return nil }
        defer { unsafe fclose(file) }
        var bytes = [CChar](repeating: 0, count: 32)
        let count = unsafe fread(&bytes, 1, bytes.count - 1, file)
        let digits = bytes.prefix(count).prefix { $0 >= 48 && $0 <= 57 }.map { UInt8(bitPattern: $0) }
        return Int64(String(decoding: digits, as: UTF8.self))
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
