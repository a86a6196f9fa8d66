import Glibc

/// The time of day as the system has it, which may be wrong.
enum WallClock {
    /// Since 1970.
    static var seconds: Int64 { Int64(time(nil)) }
}
