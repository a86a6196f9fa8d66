import Audio
import Media
import PeerCore
import PeerSession
import RTP
import Receiver
import Wire

extension Projection {
    /// Brings sound and picture together; a few times a second.
    func synchronizeSound(now: MonotonicTime) {
        guard let sound else { return }
        let reports = peer.assumeIsolated { $0.senderReports }
        guard reports.audio != nil else { return }
        if let delay = sound.synchronize(video: reports.video, audio: reports.audio, now: now) {
            pipeline.setSynchronizationDelay(delay)
        }
    }

    /// `nil` where the sender sends no sound.
    func soundStatus(_ statistics: PeerStatistics) -> SessionSoundStatus? {
        guard let sound, let received = statistics.audio else { return nil }
        let report = sound.pipeline.report
        let played = report.statistics
        var status = SessionSoundStatus()
        status.packetsReceived = Int(received.packetsReceived)
        status.packetsLost = Int(received.packetsLost)
        status.packetsDiscarded = Int(played.packetsDiscarded)
        status.bytesReceived = Int(received.bytesReceived)
        status.nackCount = Int(received.nackCount)
        status.fecPacketsReceived = Int(played.fecPacketsReceived)
        status.jitter = received.jitter
        status.totalSamplesReceived = Int(played.totalSamplesReceived)
        status.concealedSamples = Int(played.concealedSamples)
        status.concealmentEvents = Int(played.concealmentEvents)
        status.insertedSamplesForDeceleration = Int(played.insertedSamplesForDeceleration)
        status.removedSamplesForAcceleration = Int(played.removedSamplesForAcceleration)
        status.jitterBufferDelay = played.jitterBufferDelay.seconds
        status.jitterBufferTargetDelay = played.jitterBufferTargetDelay.seconds
        status.jitterBufferEmittedCount = Int(played.jitterBufferEmittedCount)
        status.underruns = Int(report.underruns)
        status.behindVideo = sound.offset?.seconds
        return status
    }
}
