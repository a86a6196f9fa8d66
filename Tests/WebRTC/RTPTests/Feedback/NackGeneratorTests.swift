import Testing
import Wire

@testable import RTP

@Suite("NACK")
struct NackGeneratorTests {
    private let start = MonotonicTime(nanoseconds: 5_000_000_000)

    private func millisecond(_ value: Int) -> MonotonicTime { start + .milliseconds(value) }

    @Test func asksForNothingWhilePacketsComeInOrder() {
        var nack = NackGenerator()
        for sequence: Int64 in 10..<100 { #expect(nack.received(sequence, now: start) == .newest) }
        #expect(nack.nextDue == nil)
    }

    @Test func waitsForReorderingOfTwoThenAsksAtOnce() {
        var nack = NackGenerator()
        _ = nack.received(10, now: start)
        _ = nack.received(12, now: start)
        _ = nack.received(13, now: start)
        #expect(nack.takeDue(now: start, interval: .milliseconds(20)).isEmpty)
        _ = nack.received(14, now: start)
        #expect(nack.takeDue(now: start, interval: .milliseconds(20)) == [11])
    }

    @Test func asksForReorderedPacketNever() {
        var nack = NackGenerator()
        for sequence: Int64 in [10, 12, 13] { _ = nack.received(sequence, now: start) }
        #expect(nack.received(11, now: start) == .missing(requested: false))
        for sequence: Int64 in 14..<20 { _ = nack.received(sequence, now: start) }
        #expect(nack.nextDue == nil)
    }

    @Test func asksForWholeGapAtOnceWhenItIsWiderThanReordering() {
        var nack = NackGenerator()
        _ = nack.received(10, now: start)
        _ = nack.received(20, now: start)
        #expect(nack.takeDue(now: start, interval: .milliseconds(20)) == Array(11..<20))
    }

    @Test func asksAfterAMomentWhenNothingFollows() {
        var nack = NackGenerator()
        _ = nack.received(10, now: start)
        _ = nack.received(12, now: start)
        #expect(nack.nextDue == millisecond(5))
        #expect(nack.takeDue(now: millisecond(5), interval: .milliseconds(20)) == [11])
    }

    @Test("asks ten times, an interval apart, and where that is long says each request twice", arguments: [20, 39, 50])
    func asksTenTimesAnIntervalApartThenGivesUp(interval: Int) {
        var nack = NackGenerator()
        _ = nack.received(10, now: start)
        _ = nack.received(12, now: start)
        var times: [MonotonicTime] = []
        while let due = nack.nextDue {
            if !nack.takeDue(now: due, interval: .milliseconds(interval)).isEmpty { times.append(due) }
        }
        let echoes = interval < 40 ? [0] : [0, 10]
        #expect(times == (0..<10).flatMap { round in echoes.map { millisecond(5 + interval * round + $0) } })
        #expect(nack.oldest == nil)
        #expect(nack.received(11, now: millisecond(2000)) == .other)
    }

    @Test func stopsAskingForWhatCameOrIsObsolete() {
        var nack = NackGenerator()
        _ = nack.received(10, now: start)
        _ = nack.received(20, now: start)
        _ = nack.takeDue(now: start, interval: .milliseconds(20))
        #expect(nack.received(15, now: start) == .missing(requested: true))
        #expect(nack.received(15, now: start) == .other)
        nack.forget(before: 13)
        #expect(nack.takeDue(now: millisecond(20), interval: .milliseconds(20)) == [13, 14, 16, 17, 18, 19])
        nack.forget(before: 21)
        #expect(nack.nextDue == nil)
    }

    @Test func emptiesItsListRatherThanGrowBeyondAThousand() {
        var nack = NackGenerator()
        _ = nack.received(0, now: start)
        #expect(nack.received(1001, now: start) == .newest)
        #expect(nack.missingCount == 1000)
        #expect(nack.received(1003, now: start) == .overflow)
        #expect(nack.missingCount == 0)
        #expect(nack.nextDue == nil)
    }

    @Test func settledPacketsDoNotCountTowardsTheLimit() {
        var nack = NackGenerator()
        _ = nack.received(0, now: start)
        _ = nack.received(1001, now: start)
        for sequence: Int64 in 500...1000 { _ = nack.received(sequence, now: start) }
        #expect(nack.received(1500, now: start) == .newest)
        #expect(nack.missingCount == 499 + 498)
    }

    @Test(
        "what was missed in more than a second of silence is not asked for",
        arguments: [(17, 1001, true), (16, 1001, false), (17, 999, false)]
    )
    func asksForNothingThatIsGone(gap: Int64, silence: Int, isGivenUp: Bool) {
        var nack = NackGenerator()
        _ = nack.received(10, now: start)
        #expect(nack.received(11 + gap, now: millisecond(silence)) == (isGivenUp ? .overflow : .newest))
        #expect(nack.missingCount == (isGivenUp ? 0 : Int(gap)))
    }
}
