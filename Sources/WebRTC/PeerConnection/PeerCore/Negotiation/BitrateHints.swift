/// What the answer tells the sender's bandwidth estimator. Without it Chromium holds screens at 2.5 Mbit/s, which on dense text
/// is 2.5 frames a second.
package struct BitrateHints: Hashable, Sendable {
    /// kbit/s to begin with; too much for the link loses the first key frame.
    package var start: UInt32
    /// kbit/s never to exceed.
    package var maximum: UInt32
    /// kbit/s to begin with where packets go by way of a relay, which is the narrower road.
    package var relayStart: UInt32

    package init(start: UInt32 = 4000, maximum: UInt32 = 10_000, relayStart: UInt32 = 1500) {
        self.start = start
        self.maximum = maximum
        self.relayStart = relayStart
    }

    /// For a description whose path goes by way of a relay.
    var overRelay: BitrateHints {
        BitrateHints(start: min(start, relayStart), maximum: maximum, relayStart: relayStart)
    }
}
