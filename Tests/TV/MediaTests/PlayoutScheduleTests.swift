import Media
import RTP
import Testing
import Wire

@Suite("Playout schedule") struct PlayoutScheduleTests {
    private static let interval = Duration.nanoseconds(33_333_333)
    private static let start = MonotonicTime(nanoseconds: 5_000_000_000)

    /// Frames 30 times a second, each `late` after it could have been ready.
    private struct Stream {
        var schedule: PlayoutSchedule
        var count: Int64 = 0
        /// Wraps within the first second.
        var timestamp = UInt32.max - 30_000

        mutating func frame(late: Duration = .zero, wasRepaired: Bool = false) -> (ready: MonotonicTime, due: MonotonicTime) {
            let now = PlayoutScheduleTests.start + PlayoutScheduleTests.interval * Double(count) + late
            let ready = schedule.frameReady(timestamp: timestamp, wasRepaired: wasRepaired, now: now)
            count += 1
            timestamp &+= 3000
            return (now, max(now, ready + schedule.delay))
        }

        @discardableResult
        mutating func run(_ frames: Int) -> [MonotonicTime] {
            (0..<frames).map { _ in frame().due }
        }
    }

    @Test func showsEveryFrameAtOnceWhileNothingIsLost() {
        var stream = Stream(schedule: PlayoutSchedule())
        for index in 0..<300 {
            let frame = stream.frame(late: .milliseconds(index % 7 * 4))
            #expect(frame.due == frame.ready)
        }
        #expect(stream.schedule.delay == .zero)
    }

    @Test("after a repair frames come at their own pace, later by what the repair took")
    func keepsThePaceAfterARepair() {
        var stream = Stream(schedule: PlayoutSchedule())
        stream.run(30)
        // Lost; two more wait behind it.
        var shown = [stream.frame(late: .milliseconds(80), wasRepaired: true).due]
        shown.append(stream.frame(late: .milliseconds(47)).due)
        shown.append(stream.frame(late: .milliseconds(14)).due)
        shown += stream.run(10)
        for (one, next) in zip(shown, shown.dropFirst()) { #expect(abs((next - one).seconds - 1 / 30) < 0.004) }
        // The next repair goes unnoticed.
        shown = [shown[shown.count - 1], stream.frame(late: .milliseconds(70), wasRepaired: true).due]
        #expect(abs((shown[1] - shown[0]).seconds - 1 / 30) < 0.004)
    }

    @Test func forgetsTheDelaySecondsAfterTheLastRepair() {
        var stream = Stream(schedule: PlayoutSchedule())
        stream.run(30)
        _ = stream.frame(late: .milliseconds(150), wasRepaired: true)
        stream.run(30)
        #expect(stream.schedule.delay == .milliseconds(150))
        let shown = stream.run(150)
        #expect(stream.schedule.delay == .zero)
        for (one, next) in zip(shown, shown.dropFirst()) { #expect((next - one).seconds > 0.029, "no faster than by a tenth") }
    }

    @Test(arguments: [(PlayoutLatency.lowest, 0), (.balanced, 350), (.smooth, 600)] as [(PlayoutLatency, Int64)])
    func neverHoldsFramesLongerThanTheSettingAllows(latency: PlayoutLatency, most: Int64) {
        var stream = Stream(schedule: PlayoutSchedule(latency: latency))
        stream.run(30)
        _ = stream.frame(late: .milliseconds(700), wasRepaired: true)
        for frame in (0..<30).map({ _ in stream.frame() }) { #expect(frame.due - frame.ready <= .milliseconds(most)) }
        #expect(stream.schedule.delay == .milliseconds(most))
    }

    @Test func isNotFooledByALossThatWasNoticedLate() {
        var stream = Stream(schedule: PlayoutSchedule())
        stream.run(30)
        _ = stream.frame(late: .milliseconds(900), wasRepaired: true)
        #expect(stream.schedule.delay == .zero)
    }

    @Test func isNotFooledByASlowFrameThatLostNothing() {
        var stream = Stream(schedule: PlayoutSchedule())
        stream.run(30)
        _ = stream.frame(late: .milliseconds(120))
        #expect(stream.schedule.delay == .zero)
    }

    @Test("timestamps that jump, or stand still, hold nothing up", arguments: [1 << 31, 1 << 20, UInt32.max - 5_000_000])
    func survivesTimestampsThatJump(jump: UInt32) {
        var stream = Stream(schedule: PlayoutSchedule())
        stream.run(30)
        _ = stream.frame(late: .milliseconds(100), wasRepaired: true)
        for _ in 0..<20 {
            stream.timestamp &+= jump
            let frame = stream.frame()
            #expect(frame.due - frame.ready <= PlayoutLatency.balanced.longestDelay)
        }
    }

    @Test func takesALongerWayForTheNewShortestOne() {
        var stream = Stream(schedule: PlayoutSchedule())
        stream.run(30)
        // The path got 60 ms longer; after a while that is no lateness any more.
        for _ in 0..<400 { _ = stream.frame(late: .milliseconds(60)) }
        _ = stream.frame(late: .milliseconds(100), wasRepaired: true)
        #expect(abs((stream.schedule.delay - .milliseconds(40)).seconds) < 0.001)
    }

    @Test func holdsFramesForSoundButNotOnTopOfRepairs() {
        var schedule = PlayoutSchedule()
        schedule.setSynchronization(.milliseconds(500))
        #expect(schedule.synchronization == .milliseconds(45))
        schedule.setSynchronization(.milliseconds(20))
        var stream = Stream(schedule: schedule)
        stream.run(30)
        var frame = stream.frame()
        #expect(frame.due - frame.ready == .milliseconds(20))
        frame = stream.frame(late: .milliseconds(15))
        #expect(frame.due - frame.ready == .milliseconds(5), "what came late waits less")
        _ = stream.frame(late: .milliseconds(60), wasRepaired: true)
        frame = stream.frame()
        #expect(frame.due - frame.ready == .milliseconds(60))
        #expect(stream.schedule.delay == .milliseconds(60))
    }

    @Test("eight hours of a sender whose clock runs 200 ppm fast or slow", arguments: [-200, 200] as [Int64])
    func followsAClockThatDrifts(partsPerMillion: Int64) {
        var schedule = PlayoutSchedule()
        for second in 0..<(8 * 3600) as Range<Int64> {
            let media = second * 90_000 + second * 90_000 * partsPerMillion / 1_000_000
            let now = Self.start + .seconds(second)
            let ready = schedule.frameReady(timestamp: UInt32(truncatingIfNeeded: media), wasRepaired: false, now: now)
            #expect(now - ready <= .milliseconds(3))
        }
        #expect(schedule.delay == .zero)
    }
}
