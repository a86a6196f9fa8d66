import DequeModule
package import RTP
package import Wire

/// Encoded frames in order, waiting for the decoder. Everything in it can be decoded after what went before.
///
/// Each frame has its time (`PlayoutSchedule`), and waits for it. A burst (a repaired gap, a slow network's catching up) is
/// decoded whole. Only when the decoder itself lags, the queue skips to a key frame, and asks for one if it has none.
package struct DecodeQueue: Sendable {
    package struct Limits: Sendable, Equatable {
        /// Frames that may wait however long they do.
        package var length: Int
        /// How long the oldest may have been due once there are more that are.
        package var patience: Duration
        /// Frames that may wait at all.
        package var most: Int

        package init(length: Int = 3, patience: Duration = .milliseconds(100), most: Int = 30) {
            self.length = max(length, 1)
            self.patience = patience
            self.most = max(most, self.length)
        }
    }

    private struct Waiting: Sendable {
        var frame: EncodedFrame
        var since: MonotonicTime
        /// When it would have been ready without losses.
        var ready: MonotonicTime

        /// Frames that come late are due when they come.
        func due(after delay: Duration) -> MonotonicTime { max(since, ready + delay) }
    }

    private let limits: Limits
    package private(set) var schedule: PlayoutSchedule
    private var waiting: Deque<Waiting> = []
    private var awaitsKeyFrame = true
    private var hasAsked = false
    private var request: KeyFrameReason?

    package init(limits: Limits = Limits(), latency: PlayoutLatency = .balanced) {
        self.limits = limits
        schedule = PlayoutSchedule(latency: latency)
        waiting.reserveCapacity(limits.most + 1)
    }

    package var count: Int { waiting.count }

    /// Takes a frame in; returns how many frames were dropped, this one included where it was.
    package mutating func append(_ frame: EncodedFrame, now: MonotonicTime) -> Int {
        if awaitsKeyFrame, !frame.isKeyFrame {
            ask(.missing)
            return 1
        }
        awaitsKeyFrame = false
        hasAsked = false
        let ready = schedule.frameReady(timestamp: frame.rtpTimestamp, wasRepaired: frame.wasRepaired, now: now)
        waiting.append(Waiting(frame: frame, since: now, ready: ready))
        return isBehind(now) ? skip() : 0
    }

    /// The next frame if its time has come; `isLast` says that no other's has.
    package mutating func next(now: MonotonicTime) -> (frame: EncodedFrame, isLast: Bool)? {
        guard let due, due <= now, let first = waiting.popFirst() else { return nil }
        return (first.frame, self.due.map { $0 > now } ?? true)
    }

    /// When the next frame is to be taken; `nil` if there is none.
    package var due: MonotonicTime? {
        waiting.first?.due(after: schedule.delay)
    }

    /// Frames are held so long at least after they could have been ready, for sound to be in step: 0…45 ms.
    package mutating func setSynchronization(_ delay: Duration) {
        schedule.setSynchronization(delay)
    }

    /// The decoder failed at a frame: those that lean on it are dropped; returns how many.
    package mutating func decodingFailed(_ error: VideoDecoderError) -> Int {
        let dropped = dropUntilKeyFrame()
        if waiting.isEmpty {
            awaitsKeyFrame = true
            hasAsked = false
            ask(.decodingFailed(error))
        }
        return dropped
    }

    /// A key frame is to be asked for: reported once for each time one is needed.
    package mutating func takeRequest() -> KeyFrameReason? {
        defer { request = nil }
        return request
    }

    private func isBehind(_ now: MonotonicTime) -> Bool {
        guard waiting.count > limits.length, let due else { return false }
        if waiting.count > limits.most { return true }
        return now - due >= limits.patience && waiting[limits.length].due(after: schedule.delay) <= now
    }

    private mutating func skip() -> Int {
        let newestKeyFrame = waiting.lastIndex { $0.frame.isKeyFrame } ?? 0
        if newestKeyFrame > 0 {
            waiting.removeFirst(newestKeyFrame)
            return newestKeyFrame
        }
        let dropped = waiting.count
        waiting.removeAll(keepingCapacity: true)
        awaitsKeyFrame = true
        ask(.behind)
        return dropped
    }

    private mutating func dropUntilKeyFrame() -> Int {
        let keyFrame = waiting.firstIndex { $0.frame.isKeyFrame } ?? waiting.count
        waiting.removeFirst(keyFrame)
        return keyFrame
    }

    private mutating func ask(_ reason: KeyFrameReason) {
        if hasAsked { return }
        hasAsked = true
        request = reason
    }
}
