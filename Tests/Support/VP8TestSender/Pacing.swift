/// How many packets leave at once, and how long the pause after them is.
package struct Pacing: Hashable, Sendable {
    package var burst: Int
    package var interval: Duration

    package init(burst: Int = 16, interval: Duration = .milliseconds(1)) {
        self.burst = burst
        self.interval = interval
    }
}
