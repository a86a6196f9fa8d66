/// What became of the sound of one stream. Names are those of W3C webrtc-stats where it has them; samples are at 48 kHz.
package struct PlayoutStatistics: Sendable, Equatable {
    /// All that was put out, guesses included, silence of a pause not.
    package var totalSamplesReceived: Int64 = 0
    /// Guessed by the decoder.
    package var concealedSamples: Int64 = 0
    /// Times guessing began.
    package var concealmentEvents: Int64 = 0
    /// Repaired from what a later packet carried of it.
    package var fecPacketsReceived: Int64 = 0
    /// Packets that came when their time was over, or twice.
    package var packetsDiscarded: Int64 = 0
    package var insertedSamplesForDeceleration: Int64 = 0
    package var removedSamplesForAcceleration: Int64 = 0
    /// Sum over all samples put out of the time they waited.
    package var jitterBufferDelay: Duration = .zero
    /// Sum over all samples put out of the time they were to wait.
    package var jitterBufferTargetDelay: Duration = .zero
    package var jitterBufferEmittedCount: Int64 = 0

    package init() {}
}
