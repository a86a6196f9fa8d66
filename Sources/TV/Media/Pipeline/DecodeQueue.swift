import DequeModule
package import RTP
package import Wire

/// Encoded frames in order, waiting for the decoder. Everything in it can be decoded after what went before.
///
/// A burst (a repaired gap, a slow network's catching up) is decoded whole. Only when the decoder itself lags, the queue
/// skips to a key frame, and asks for one if it has none.
package struct DecodeQueue: Sendable {
    package struct Limits: Sendable, Equatable {
        /// Frames that may wait however long they do.
        package var length: Int
        /// How long the oldest may have waited once there are more.
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
    }

    private let limits: Limits
    private var waiting: Deque<Waiting> = []
    private var awaitsKeyFrame = true
    private var hasAsked = false
    private var request: KeyFrameReason?

    package init(limits: Limits = Limits()) {
        self.limits = limits
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
        waiting.append(Waiting(frame: frame, since: now))
        return isBehind(now) ? skip() : 0
    }

    package mutating func next() -> EncodedFrame? {
        waiting.popFirst()?.frame
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
        guard waiting.count > limits.length, let first = waiting.first else { return false }
        return waiting.count > limits.most || now - first.since >= limits.patience
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
