import Glibc

/// The time of day as the system has it, which may be wrong.
enum WallClock {
    /// Since 1970.
    static var seconds: Int64 { Int64(time(nil)) }

    /// Until the next full minute, 1…60.
    static var secondsToNextMinute: Int64 { 60 - seconds % 60 }

    /// The local time of day, such as `14:05` or `2:05 PM`.
    static func text(_ style: TVConfiguration.ClockStyle) -> String {
        var now = time(nil)
        var local = unsafe tm()
        guard unsafe localtime_r(&now, &local) != nil else { return "" }
        let hour = unsafe local.tm_hour
        let minute = unsafe local.tm_min
        let minutes = minute < 10 ? "0\(minute)" : "\(minute)"
        switch style {
        case .twentyFourHours: return "\(hour):\(minutes)"
        case .twelveHours: return "\((hour + 11) % 12 + 1):\(minutes) \(hour < 12 ? "AM" : "PM")"
        }
    }
}
