import RTP
import VP8TestSender
import Wire

/// Takes a synthetic frame at even intervals and remembers them all. The first one, and one when needed, is a key frame.
struct Camera {
    var interval: Duration = .nanoseconds(33_333_333)
    var keyFrameSize = 20_000
    var frameSize = 3000
    var isKeyFrameNeeded = true
    var isRunning = true
    var remembers = true
    /// Frames left out because the sender still had too much to send.
    private(set) var skipped = 0
    private var isBlocked = false

    /// By RTP timestamp.
    private(set) var taken: [UInt32: [UInt8]] = [:]
    private var video = SyntheticVideo()
    private var lastFrame: MonotonicTime?

    var nextFrame: MonotonicTime? {
        guard isRunning else { return nil }
        return lastFrame.map { $0 + interval } ?? .zero
    }

    mutating func take(now: MonotonicTime) -> (frame: [UInt8], timestamp: UInt32)? {
        guard let nextFrame, nextFrame <= now else { return nil }
        lastFrame = now
        if isBlocked {
            skipped += 1
            return nil
        }
        let frame = video.frame(isKeyFrame: isKeyFrameNeeded, size: isKeyFrameNeeded ? keyFrameSize : frameSize)
        isKeyFrameNeeded = false
        let timestamp = UInt32(truncatingIfNeeded: now.nanoseconds / 1000 * 90 / 1000)
        if remembers { taken[timestamp] = frame }
        return (frame, timestamp)
    }

    /// Makes frames of the size the network carries, as an encoder does, and none while a quarter of a second of them waits.
    mutating func follow(_ sender: borrowing TestSender) {
        guard let target = sender.targetBitrate else { return }
        let perFrame = Double(target) / 8 * interval.seconds
        frameSize = max(Int(perFrame * 0.9), 100)
        keyFrameSize = max(Int(perFrame * 5), 100)
        isBlocked = sender.queuedPackets * 1140 * 8 > target / 4
    }

    /// Whether `frame` is, byte for byte, one that was taken.
    func took(_ frame: EncodedFrame) -> Bool {
        taken[frame.rtpTimestamp] == frame.data
    }
}
