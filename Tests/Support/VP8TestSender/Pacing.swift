/// How many packets leave at once, and how long the pause after them is.
package struct Pacing: Hashable, Sendable {
    package var burst: Int
    package var interval: Duration

    package init(burst: Int = 16, interval: Duration = .milliseconds(1)) {
        self.burst = burst
        self.interval = interval
    }

    /// Packets of `size` bytes at `bitrate` bits per second.
    init(bitrate: Int, size: Int) {
        let pause = Int64(size) * 8_000_000_000 / Int64(max(bitrate, 1))
        let burst = max(5_000_000 / max(pause, 1), 1)
        self.init(burst: Int(burst), interval: .nanoseconds(pause * burst))
    }
}
