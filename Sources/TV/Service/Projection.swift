import Audio
import Dialects
import ICE
import Media
import PeerCore
import PeerSession
import RTP
import Receiver
import Wire

/// What belongs to one session: its peer connection, its decoder, and when things happened. Confined to the event loop.
final class Projection {
    let id: SessionID
    let peer: PeerSession
    let pipeline: DecodePipeline
    /// `nil` where the settings want none.
    let sound: SynchronizedSound?
    /// RFC 3339, UTC.
    let startedAt: String
    /// When the first answer was handed to signalling.
    var answeredAt: MonotonicTime?
    var reportedHeard: MonotonicTime?

    init(id: SessionID, peer: PeerSession, pipeline: DecodePipeline, sound: SynchronizedSound?, startedAt: String) {
        self.id = id
        self.peer = peer
        self.pipeline = pipeline
        self.sound = sound
        self.startedAt = startedAt
    }

    /// For the sender's page: what the TV shows of it now.
    func status(now: MonotonicTime, displaySize: ProjectionStatus.Size?) -> ProjectionStatus {
        let playback = pipeline.statistics
        return ProjectionStatus(
            frameWidth: playback.frameWidth,
            frameHeight: playback.frameHeight,
            framesPerSecond: Double(playback.framesPerSecond(now: now)),
            delay: playback.receiveToDisplay.quantiles([0.5])?.first ?? .zero,
            state: .projecting,
            displaySize: displaySize
        )
    }

    /// Adds this projection's figures to what the state machine says of the session.
    func fill(_ status: inout SessionStatus, peer statistics: PeerStatistics, now: MonotonicTime) {
        let playback = pipeline.statistics
        status.startedAt = startedAt
        status.codec = (statistics.codec ?? .vp8).rawValue.uppercased()
        status.frameWidth = playback.frameWidth
        status.frameHeight = playback.frameHeight
        status.framesPerSecond = Double(playback.framesPerSecond(now: now))
        status.framesDecoded = Int(playback.framesDecoded)
        status.framesDisplayed = Int(playback.framesDisplayed)
        status.keyFramesDecoded = Int(playback.keyFramesDecoded)
        status.freezeCount = Int(playback.freezes.freezeCount)
        status.totalFreezesDuration = playback.freezes.totalFreezesDuration.seconds
        status.totalDecodeTime = playback.totalDecodeTime.seconds
        if let delays = playback.receiveToDisplay.quantiles([0.5, 0.99]), delays.count == 2 {
            status.receiveToDisplay = SessionStatus.Percentiles(p50: delays[0].seconds, p99: delays[1].seconds)
        }
        if let answeredAt, let first = playback.firstFrameDisplayed { status.timeToFirstFrame = (first - answeredAt).seconds }
        if let video = statistics.video {
            status.framesReceived = Int(video.framesReceived)
            status.framesDropped = Int(video.framesDropped) + Int(playback.framesDropped)
            status.packetsReceived = Int(video.packetsReceived)
            status.packetsLost = Int(video.packetsLost)
            status.bytesReceived = Int(video.bytesReceived)
            status.nackCount = Int(video.nackCount)
            status.pliCount = Int(video.pliCount)
            status.retransmittedPacketsReceived = Int(video.retransmittedPacketsReceived)
            status.jitter = video.jitter
        }
        status.roundTripTime = statistics.roundTripTime?.seconds
        status.localCandidateType = statistics.localCandidateType?.rawValue
        status.remoteCandidateType = statistics.remoteCandidateType?.rawValue
        status.relayProtocol = statistics.relayProtocol?.rawValue
        status.dtlsCipher = statistics.dtlsCipher
        status.srtpCipher = statistics.srtpCipher
        status.audio = soundStatus(statistics)
    }
}
