extension ICEAgent {
    /// Timers and limits; the defaults are what the TV uses.
    package struct Configuration: Sendable {
        /// Ta: the pause between two new checks (RFC 8445 §14.2).
        package var pacing: Duration = .milliseconds(50)
        /// RTO: how long the first answer may take before a check is repeated (RFC 8445 §14.3); doubles each time.
        package var initialTimeout: Duration = .milliseconds(250)
        package var maximumTimeout: Duration = .seconds(3)
        /// How often a check is sent before its pair fails: 18.75 s in all.
        package var maximumTransmissions = 9

        /// Between two consent checks while the peer is heard, chosen at random (RFC 7675 §5.1).
        package var consentInterval: ClosedRange<Duration> = .seconds(4)...(.seconds(6))
        /// Without an answer for so long, sending must stop (RFC 7675 §5.1).
        package var consentTimeout: Duration = .seconds(30)
        /// Nothing authenticated heard for so long: consent checks come at `silentCheckInterval`.
        package var silenceThreshold: Duration = .seconds(2)
        package var silentCheckInterval: Duration = .milliseconds(500)
        /// Nothing authenticated heard for so long: `disconnected`.
        package var disconnectTimeout: Duration = .seconds(3)

        /// How long checks may go on without any valid pair before `failed` (RFC 8863).
        package var patience: Duration = .seconds(30)
        /// How long the controlling agent waits for better pairs once one is valid (RFC 8445 §8.1.1).
        package var nominationDelay: Duration = .milliseconds(300)

        package var maximumPairs = 100
        package var maximumLocalCandidates = 32
        package var maximumRemoteCandidates = 64
        package var maximumNames = 8
        package var maximumEarlyChecks = 16

        package init() {}
    }
}
