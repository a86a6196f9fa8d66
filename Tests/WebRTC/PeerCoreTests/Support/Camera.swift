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
        let frame = video.frame(isKeyFrame: isKeyFrameNeeded, size: isKeyFrameNeeded ? keyFrameSize : frameSize)
        isKeyFrameNeeded = false
        let timestamp = UInt32(truncatingIfNeeded: now.nanoseconds / 1000 * 90 / 1000)
        taken[timestamp] = frame
        return (frame, timestamp)
    }

    /// Whether `frame` is, byte for byte, one that was taken.
    func took(_ frame: EncodedFrame) -> Bool {
        taken[frame.rtpTimestamp] == frame.data
    }
}
