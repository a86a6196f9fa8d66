package import RTP
import Synchronization
package import Wire

/// The sound of one projection: the pipeline, and what keeps it in step with the picture.
///
/// Every function may be called from any thread and returns at once.
package final class SynchronizedSound: Sendable {
    package let pipeline: AudioPipeline
    private let sync = Mutex(LipSync())
    private let isAudible = Mutex(false)

    package init(pipeline: AudioPipeline) {
        self.pipeline = pipeline
    }

    /// Only the sound of the foremost projection is heard; that of the others is dropped.
    package func setAudible(_ audible: Bool) {
        let wasAudible = isAudible.withLock { isAudible in
            defer { isAudible = audible }
            return isAudible
        }
        if wasAudible, !audible { pipeline.suspend() }
    }

    package func submit(_ packet: AudioPacket) {
        if isAudible.withLock({ $0 }) { pipeline.submit(packet) }
    }

    /// The frame of this RTP timestamp is on the screen since `time`.
    package func pictureShown(rtpTimestamp: UInt32, at time: MonotonicTime) {
        sync.withLock { $0.pictureShown(timestamp: rtpTimestamp, at: time) }
    }

    /// To be called a few times a second with the newest sender reports; says for how long pictures are to be held back from now
    /// on, if that has changed.
    package func synchronize(video: SenderReport?, audio: SenderReport?, now: MonotonicTime) -> Duration? {
        let report = pipeline.report
        let (before, adjustment) = sync.withLock { sync in
            sync.setClocks(video: video, audio: audio)
            if let playout = report.playout { sync.soundPlayed(timestamp: playout.rtpTimestamp, at: playout.at) }
            let before = sync.adjustment
            return (before, sync.update(now: now, soundTarget: report.targetDelay, soundLag: report.lag))
        }
        guard let adjustment else { return nil }
        if adjustment.soundDelay != before.soundDelay { pipeline.setMinimumDelay(adjustment.soundDelay) }
        return adjustment.pictureDelay != before.pictureDelay ? adjustment.pictureDelay : nil
    }

    /// By how much sound is later than the picture; negative when it is earlier, `nil` before both were measured.
    package var offset: Duration? { sync.withLock { $0.offset } }
}
