import Media
import RTP
import Wire

/// What comes after `PeerCore`: the decode queue of the product, a decoder that takes its time, and a screen of 60 Hz on which
/// the newest picture wins.
struct Television {
    struct Decoded {
        var number: Int64
        var isKeyFrame: Bool
    }

    static let refresh = Duration.nanoseconds(16_666_667)

    var decodeTime = Duration.milliseconds(5)
    var keyFrameDecodeTime = Duration.milliseconds(12)
    private(set) var queue: DecodeQueue
    /// When each picture that was seen came on.
    private(set) var presented: [MonotonicTime] = []
    private(set) var freezes = FreezeDetector()
    private(set) var framesDropped = 0
    private(set) var longestDelay = Duration.zero
    /// Pictures seen, however few of them `presented` remembers.
    private(set) var presentedCount = 0
    var remembers = true
    private var skipping = PictureSkipping()
    private var decoding: (frame: EncodedFrame, isLast: Bool, until: MonotonicTime)?
    private var vertical: MonotonicTime?

    init(latency: PlayoutLatency = .balanced) {
        queue = DecodeQueue(latency: latency)
    }

    mutating func submit(_ frame: EncodedFrame, now: MonotonicTime) {
        framesDropped += queue.append(frame, now: now)
        longestDelay = max(longestDelay, queue.schedule.delay)
    }

    var nextDeadline: MonotonicTime? {
        soonest(vertical, decoding?.until ?? queue.due)
    }

    /// Does what is due; what was decoded by then.
    mutating func step(now: MonotonicTime) -> (decoded: Decoded?, needsKeyFrame: Bool) {
        if let vertical, vertical <= now {
            self.vertical = nil
            freezes.frameShown(at: vertical)
            presentedCount += 1
            if remembers { presented.append(vertical) }
        }
        var decoded: Decoded?
        if let done = decoding, done.until <= now {
            decoding = nil
            decoded = Decoded(number: done.frame.number, isKeyFrame: done.frame.isKeyFrame)
            if skipping.shows(isLast: done.isLast, now: now) {
                skipping.shown(now: now)
                let period = Self.refresh.nanoseconds
                vertical = vertical ?? MonotonicTime(nanoseconds: (now.nanoseconds / period + 1) * period)
            }
        }
        if decoding == nil, let next = queue.next(now: now) {
            decoding = (next.frame, next.isLast, now + (next.frame.isKeyFrame ? keyFrameDecodeTime : decodeTime))
        }
        return (decoded, queue.takeRequest() != nil)
    }
}
