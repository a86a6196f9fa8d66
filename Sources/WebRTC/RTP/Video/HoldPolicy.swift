/// How long a gap is waited for: as long as another NACK round can still win.
enum HoldPolicy {
    static let minimum: Duration = .milliseconds(60)
    static let maximum: Duration = .milliseconds(240)
    /// Beyond this round trip one round is all there is time for.
    static let longRoundTrip: Duration = .milliseconds(200)
    static let rounds = 4
    /// A key frame takes a round trip itself, is large, and likely to lose packets where others are lost: one that comes after
    /// the third round wins. Asked for after the second, at 10 % loss each way and 150 ms there were eight of them in 20 s, and
    /// with the third, one.
    static let roundsBeforeKeyFrame = 3
    /// For the sender's pacing and the reordering on the way.
    static let slack: Duration = .milliseconds(20)
    /// Two requests for the same packet are at least this far apart.
    static let shortestRound: Duration = .milliseconds(20)
    /// What an answer may take longer than the round trip before the packet is asked for again.
    static let answerSlack: Duration = .milliseconds(5)
    /// Before anything was measured, as in libwebrtc.
    static let assumedRoundTrip: Duration = .milliseconds(100)
    /// Senders keep packets for about a second: a later round finds nothing.
    static let senderHistory: Duration = .seconds(1)
    static let longestRoundTrip = senderHistory

    /// Time between two requests for the same packet.
    static func round(roundTripTime: Duration) -> Duration {
        max(roundTripTime + answerSlack, shortestRound)
    }

    /// Time from noticing a gap to skipping it, where what follows can be decoded without it. Without NACK nothing is sent
    /// again, and only reordering is waited for.
    static func hold(roundTripTime: Duration, usesNack: Bool) -> Duration {
        guard usesNack else { return minimum }
        guard roundTripTime <= longRoundTrip else { return max(maximum, roundTripTime + slack) }
        return min(max(round(roundTripTime: roundTripTime) * rounds + slack, minimum), maximum)
    }

    /// Time from noticing a gap to asking for a key frame, where nothing that follows can be decoded without it.
    static func holdBeforeKeyFrame(roundTripTime: Duration, usesNack: Bool) -> Duration {
        let hold = hold(roundTripTime: roundTripTime, usesNack: usesNack)
        guard usesNack else { return hold }
        let round = round(roundTripTime: roundTripTime)
        return max(hold, min(round * roundsBeforeKeyFrame, max(senderHistory, round)) + slack)
    }
}
