import Audio
import Logging
import Receiver

extension TVService {
    /// The sound of a new session; nothing is opened before its first packet.
    func makeSound(for id: SessionID) -> SynchronizedSound? {
        guard let audio = configuration.audio else { return nil }
        let logger = logger
        return SynchronizedSound(
            pipeline: AudioPipeline(configuration: audio.pipeline) { status in
                switch status.state {
                case .unavailable:
                    logger.warning("\(status.error ?? "There is no sound.")", metadata: ["session": "\(id)"])
                case .playing: logger.info("sound is played", metadata: ["session": "\(id)", "device": "\(status.device)"])
                case .idle, .off: logger.debug("no sound", metadata: ["session": "\(id)"])
                }
            }
        )
    }

    /// Only the foremost projection is heard; none while a screen covers them all for good.
    func letBeHeard(_ id: SessionID?) {
        for projection in projections.values { projection.sound?.setAudible(projection.id == id) }
    }

    func soundStatus(foremost: SessionID?) -> SoundStatus {
        guard let audio = configuration.audio else {
            return SoundStatus(state: .off)
        }
        let status = foremost.flatMap { projections[$0]?.sound?.pipeline.status }
        return SoundStatus(
            state: (status?.state).flatMap { SoundStatus.State(rawValue: $0.rawValue) } ?? .idle,
            device: audio.device,
            volume: audio.volume,
            isMuted: audio.isMuted,
            error: status?.error
        )
    }
}

extension ReceiverScreen {
    /// Whose sound goes on under this screen: what an interrupted sender still has to say, or says again, is not cut off.
    var soundingSession: SessionID? {
        switch self {
        case .interrupted(let id, _), .projecting(let id, _), .paused(let id, _): id
        case .grid(let cells): cells.last?.id
        case .starting, .code, .connecting, .ended: nil
        }
    }
}

extension TVConfiguration.Audio {
    /// Muted is a volume of zero: the stream goes on, so that nothing has to be found again.
    var pipeline: AudioPipeline.Configuration {
        AudioPipeline.Configuration(device: device, volume: isMuted ? 0 : volume)
    }
}
