package import Wire

/// What became of the frames of one stream, under the names of W3C webrtc-stats. Told the time; holds no clock.
package struct PlaybackStatistics: Sendable, Equatable {
    package private(set) var framesDecoded: UInt64 = 0
    package private(set) var keyFramesDecoded: UInt64 = 0
    /// Not decoded because the decoder was behind or waited for a key frame, or decoded and never shown.
    package private(set) var framesDropped: UInt64 = 0
    /// On the screen, by the display's word.
    package private(set) var framesDisplayed: UInt64 = 0
    /// Frames the decoder failed at.
    package private(set) var decodeErrors: UInt64 = 0
    package private(set) var totalDecodeTime = Duration.zero
    /// Pixels, of the last decoded frame.
    package private(set) var frameWidth = 0
    /// Pixels, of the last decoded frame.
    package private(set) var frameHeight = 0
    package private(set) var firstFrameDisplayed: MonotonicTime?
    package private(set) var freezes = FreezeDetector()
    /// From a frame's last packet to the screen.
    package private(set) var receiveToDisplay = LatencyWindow()
    /// How much later than possible frames are shown at the moment: while losses are repaired, and for sound.
    package var playoutDelay = Duration.zero
    private var decodeTimes = RecentTimes()

    package init() {}

    /// Frames decoded in the second before `now`.
    package func framesPerSecond(now: MonotonicTime) -> Int {
        decodeTimes.count(since: now - .seconds(1))
    }

    package mutating func frameDecoded(isKeyFrame: Bool, size: (width: Int, height: Int)?, took: Duration, now: MonotonicTime) {
        framesDecoded += 1
        if isKeyFrame { keyFramesDecoded += 1 }
        totalDecodeTime += took
        decodeTimes.add(now)
        if let size { (frameWidth, frameHeight) = size }
    }

    package mutating func decodingFailed() {
        decodeErrors += 1
        framesDropped += 1
    }

    package mutating func framesDropped(_ count: Int) {
        framesDropped += UInt64(max(count, 0))
    }

    /// - Parameter lastPacketArrival: `nil` for a picture that was held back on purpose, whose delay tells nothing.
    package mutating func frameDisplayed(at time: MonotonicTime, lastPacketArrival: MonotonicTime?) {
        framesDisplayed += 1
        if firstFrameDisplayed == nil { firstFrameDisplayed = time }
        freezes.frameShown(at: time)
        if let lastPacketArrival { receiveToDisplay.add(time - lastPacketArrival) }
    }

    /// The stream is off the screen on purpose: what follows is no freeze.
    package mutating func displayInterrupted() {
        freezes.interrupt()
    }
}

/// The moments of the last 128 events.
private struct RecentTimes: Sendable, Equatable {
    private static let capacity = 128
    private var times: [MonotonicTime] = []
    private var oldest = 0

    mutating func add(_ time: MonotonicTime) {
        if times.count < Self.capacity {
            if times.isEmpty { times.reserveCapacity(Self.capacity) }
            times.append(time)
            return
        }
        times[oldest] = time
        oldest = (oldest + 1) % Self.capacity
    }

    func count(since start: MonotonicTime) -> Int {
        times.count { $0 > start }
    }
}
