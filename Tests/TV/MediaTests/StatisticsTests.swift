import Media
import Testing
import Wire

@Suite struct FreezeDetectorTests {
    /// Shows frames at these distances in milliseconds.
    private func detector(_ durations: [Int64]) -> FreezeDetector {
        var detector = FreezeDetector()
        var now = MonotonicTime(nanoseconds: 1_000_000_000)
        detector.frameShown(at: now)
        for duration in durations {
            now += .milliseconds(duration)
            detector.frameShown(at: now)
        }
        return detector
    }

    private let steady = [Int64](repeating: 33, count: 40)

    @Test func findsNoFreezeInSteadyVideo() {
        let detector = detector(steady)
        #expect(detector.freezeCount == 0)
        #expect(detector.pauseCount == 0)
    }

    /// With 29 frames of 33 ms and one of d in the window the average is (957 + d) / 30: the line is crossed at d ≥ average + 150.
    @Test(arguments: [(188, 0), (189, 1), (700, 1), (5000, 1)])
    func countsFromTheAveragePlus150Milliseconds(duration: Int64, freezes: Int) {
        let detector = detector(steady + [duration] + steady)
        #expect(detector.freezeCount == freezes)
        #expect(detector.totalFreezesDuration == .milliseconds(freezes == 0 ? 0 : duration))
    }

    /// At one frame a second three times the average counts: 29 of 1000 ms and one of d, d ≥ 3 (29000 + d) / 30.
    @Test(arguments: [(3200, 0), (3223, 1)]) func countsFromThreeTimesTheAverage(duration: Int64, freezes: Int) {
        #expect(detector([Int64](repeating: 1000, count: 30) + [duration]).freezeCount == freezes)
    }

    @Test func callsMoreThanFiveSecondsAPause() {
        let detector = detector(steady + [5001, 33])
        #expect(detector.freezeCount == 0)
        #expect(detector.pauseCount == 1)
        #expect(detector.totalPausesDuration == .milliseconds(5001))
    }

    @Test func judgesNothingByTooFewFrames() {
        #expect(detector([33, 33, 33, 900]).freezeCount == 0)
        #expect(detector([33, 33, 33, 33, 900]).freezeCount == 1)
    }

    @Test func doesNotCountTimeOffTheScreen() {
        var detector = detector(steady)
        detector.interrupt()
        detector.frameShown(at: MonotonicTime(nanoseconds: 60_000_000_000))
        #expect(detector.freezeCount == 0)
        #expect(detector.pauseCount == 0)
    }
}

@Suite struct LatencyWindowTests {
    @Test func givesExactQuantiles() {
        var window = LatencyWindow()
        #expect(window.quantiles([0.5]) == nil)
        for delay in (1...100).reversed() { window.add(.milliseconds(delay)) }
        #expect(window.quantiles([0, 0.5, 0.99, 1]) == [1, 50, 99, 100].map { .milliseconds($0) })
    }

    @Test func forgetsTheOldest() {
        var window = LatencyWindow()
        for _ in 0..<10 { window.add(.seconds(9)) }
        for _ in 0..<LatencyWindow.capacity { window.add(.milliseconds(3)) }
        #expect(window.quantiles([1]) == [.milliseconds(3)])
    }

    @Test func keepsImpossibleDelaysInBounds() {
        var window = LatencyWindow()
        window.add(.seconds(-5))
        window.add(.seconds(1_000_000))
        #expect(window.quantiles([0.5]) == [.zero])
        #expect(window.quantiles([1]) == [.microseconds(Int64(UInt32.max))])
    }
}

@Suite struct PlaybackStatisticsTests {
    @Test func countsUnderTheNamesOfTheStandard() {
        var statistics = PlaybackStatistics()
        var now = MonotonicTime(nanoseconds: 5_000_000_000)
        for number in 0..<60 {
            statistics.frameDecoded(isKeyFrame: number == 0, size: (1280, 720), took: .milliseconds(4), now: now)
            statistics.frameDisplayed(at: now + .milliseconds(6), lastPacketArrival: now - .milliseconds(4))
            now += .milliseconds(40)
        }
        statistics.framesDropped(2)
        statistics.decodingFailed()
        #expect(statistics.framesDecoded == 60)
        #expect(statistics.keyFramesDecoded == 1)
        #expect(statistics.framesDisplayed == 60)
        #expect(statistics.framesDropped == 3)
        #expect(statistics.decodeErrors == 1)
        #expect(statistics.totalDecodeTime == .milliseconds(240))
        #expect(statistics.framesPerSecond(now: now) == 24)
        #expect(statistics.framesPerSecond(now: now + .seconds(2)) == 0)
        #expect(statistics.receiveToDisplay.quantiles([0.5, 0.99]) == [.milliseconds(10), .milliseconds(10)])
        #expect(statistics.firstFrameDisplayed == MonotonicTime(nanoseconds: 5_006_000_000))
    }
}
