import RTP
import Testing
import Wire

@testable import Audio

struct OutputPacingTests {
    private let start = MonotonicTime(nanoseconds: 1_000_000_000)

    @Test func keepsADeviceFilledToTheLead() {
        var pacing = OutputPacing()
        pacing.begin(capacity: 4800, period: 480)
        var queued = 0
        while pacing.wantsMore(queued: queued, now: start) {
            // The first chunk is heard at once, so it is taken from the buffer as of earlier.
            #expect(pacing.pullTime(queued: queued, now: start) == start - SampleTime.duration(OutputPacing.firstLead - queued))
            queued += OutputPacing.chunk
            pacing.wrote(queued: queued, now: start)
        }
        #expect(queued == OutputPacing.firstLead)
        #expect(!pacing.isUntimed)
    }

    @Test func leadsFurtherEachTimeTheDeviceRanDry() {
        var pacing = OutputPacing()
        pacing.begin(capacity: 4800, period: 480)
        for _ in 0..<20 { pacing.ranDry(capacity: 4800, period: 480) }
        #expect(pacing.lead == 4800 - 480)
        #expect(pacing.underruns == 20)
    }

    @Test func holdsTwoPeriodsAtLeast() {
        var pacing = OutputPacing()
        pacing.begin(capacity: 8192, period: 1024)
        #expect(pacing.lead == 2048)
    }

    @Test func keepsTimeItselfWhereTheDeviceDoesNot() {
        var pacing = OutputPacing()
        pacing.begin(capacity: 4800, period: 480)
        var chunks = 0
        var now = start
        for _ in 0..<100 {
            while pacing.wantsMore(queued: 0, now: now) {
                chunks += 1
                pacing.wrote(queued: 0, now: now)
            }
            now += .milliseconds(10)
        }
        #expect(pacing.isUntimed)
        #expect((99...101).contains(chunks), "\(chunks)")
    }

    @Test func skipsWhatItSleptThrough() {
        var pacing = OutputPacing()
        pacing.begin(capacity: nil, period: 480)
        let isFirst = pacing.wantsMore(queued: 0, now: start)
        #expect(isFirst)
        pacing.wrote(queued: 0, now: start)
        let later = start + .seconds(60)
        var chunks = 0
        while pacing.wantsMore(queued: 0, now: later) {
            chunks += 1
            pacing.wrote(queued: 0, now: later)
        }
        #expect(chunks == 1)
    }
}
