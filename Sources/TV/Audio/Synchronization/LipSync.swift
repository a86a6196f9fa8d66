package import RTP
package import Wire

/// Keeps sound and picture together: RFC 3550 §6.4.1 ties both media clocks to the sender's one wall clock, so what was recorded
/// together is known, and when each was presented is measured.
///
/// Sound that comes late makes the picture wait, by 45 ms at most; sound that comes early waits itself. Differences of 20 ms are
/// left alone: nobody notices, and waiting is what everybody notices. Told the time.
package struct LipSync: Sendable {
    package struct Adjustment: Sendable, Equatable {
        /// How long each picture is held back, 0…45 ms.
        package var pictureDelay: Duration = .zero
        /// Sound is not to be played sooner than this after its quickest packets; zero leaves it alone.
        package var soundDelay: Duration = .zero
    }

    package static let longestPictureDelay: Duration = .milliseconds(45)
    package static let longestSoundDelay: Duration = .milliseconds(400)
    package static let tolerance: Duration = .milliseconds(20)
    private static let window: Duration = .seconds(2)
    private static let fewest = 3
    private static let videoClock: Int64 = 90_000

    private var video: SenderReport?
    private var audio: SenderReport?
    private var pictures = RecentLatencies()
    private var sounds = RecentLatencies()

    /// What is in force.
    package private(set) var adjustment = Adjustment()
    /// By how much sound is later than the picture, as last measured; negative when it is earlier.
    package private(set) var offset: Duration?

    package init() {}

    /// The newest sender reports; without both nothing is done.
    package mutating func setClocks(video: SenderReport?, audio: SenderReport?) {
        if self.video?.ssrc != video?.ssrc { pictures.forget() }
        if self.audio?.ssrc != audio?.ssrc { sounds.forget() }
        self.video = video
        self.audio = audio
    }

    /// The frame of this RTP timestamp is on the screen since `time`.
    package mutating func pictureShown(timestamp: UInt32, at time: MonotonicTime) {
        guard let video else { return }
        pictures.add(Self.latency(video, timestamp, clockRate: Self.videoClock, at: time), at: time, keeping: Self.window)
    }

    /// The sample of this RTP timestamp comes out of the loudspeaker at `time`.
    package mutating func soundPlayed(timestamp: UInt32, at time: MonotonicTime) {
        guard let audio else { return }
        let latency = Self.latency(audio, timestamp, clockRate: OpusPacketHeader.clockRate, at: time)
        sounds.add(latency, at: time, keeping: Self.window)
    }

    /// Decides anew, from what was presented in the last two seconds.
    ///
    /// - Parameters:
    ///   - soundTarget: how long sound waits now, as the jitter buffer has it.
    ///   - soundLag: how much later than that it is still being played; it is being made up for.
    /// - Returns: the adjustment, if it is another than before.
    package mutating func update(now: MonotonicTime, soundTarget: Duration, soundLag: Duration) -> Adjustment? {
        guard let picture = pictures.median(fewest: Self.fewest), let sound = sounds.median(fewest: Self.fewest) else {
            return nil
        }
        let offset = Duration.nanoseconds(sound &- picture)
        // Clocks this far apart were not the same clock.
        guard abs(offset.nanoseconds) < 5_000_000_000 else { return nil }
        self.offset = offset
        let before = adjustment
        let coming = offset - soundLag
        if coming > Self.tolerance {
            makeSoundEarlier(by: coming - Self.tolerance, target: soundTarget)
        } else if coming < .zero - Self.tolerance {
            makeSoundLater(by: .zero - coming - Self.tolerance, target: soundTarget)
        }
        guard adjustment != before else { return nil }
        // What was presented under the old adjustment says nothing of the new one.
        if adjustment.pictureDelay != before.pictureDelay { pictures.forget() }
        if adjustment.soundDelay != before.soundDelay { sounds.forget() }
        return adjustment
    }

    /// Sound first stops waiting; only then the picture waits for it.
    private mutating func makeSoundEarlier(by excess: Duration, target: Duration) {
        var excess = excess
        if adjustment.soundDelay > .zero {
            let taken = min(excess, adjustment.soundDelay)
            adjustment.soundDelay -= taken
            if adjustment.soundDelay < .milliseconds(10) { adjustment.soundDelay = .zero }
            excess -= taken
        }
        adjustment.pictureDelay = min(adjustment.pictureDelay + excess, Self.longestPictureDelay)
    }

    /// The picture first stops waiting; only then sound waits for it.
    private mutating func makeSoundLater(by excess: Duration, target: Duration) {
        let taken = min(excess, adjustment.pictureDelay)
        adjustment.pictureDelay -= taken
        guard excess > taken else { return }
        adjustment.soundDelay = min(max(adjustment.soundDelay, target) + (excess - taken), Self.longestSoundDelay)
    }

    /// Presented less recorded, in nanoseconds, the latter on the sender's clock: only differences of such values mean anything.
    private static func latency(_ report: SenderReport, _ timestamp: UInt32, clockRate: Int64, at time: MonotonicTime) -> Int64 {
        let ticks = Int64(Int32(bitPattern: timestamp &- report.rtpTimestamp))
        let (seconds, fraction) = (Int64(report.ntpTimestamp >> 32), Int64(report.ntpTimestamp & 0xFFFF_FFFF))
        let recorded = seconds &* 1_000_000_000 &+ (fraction &* 1_000_000_000) >> 32 &+ ticks &* 1_000_000_000 / clockRate
        return time.nanoseconds &- recorded
    }
}
