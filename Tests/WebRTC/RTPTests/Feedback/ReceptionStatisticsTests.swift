import Testing
import Wire

@testable import RTP

@Suite("Reception statistics")
struct ReceptionStatisticsTests {
    private let start = MonotonicTime(nanoseconds: 5_000_000_000)

    @Test func countsLossAndItsShareSinceTheLastReport() {
        var reception = ReceptionStatistics(ssrc: 9)
        for sequence: Int64 in 65_530..<65_630 where sequence % 4 != 0 { reception.received(sequence) }
        let first = reception.makeReportBlock(now: start)
        #expect(first.cumulativeLost == 25)
        #expect(first.fractionLost == 64)
        #expect(first.extendedHighestSequence == 0x1_0000 + 93)
        for sequence: Int64 in 65_630..<65_640 { reception.received(sequence) }
        let second = reception.makeReportBlock(now: start)
        #expect(second.fractionLost == 0)
        #expect(second.cumulativeLost == 25)
    }

    @Test func duplicatesMakeLossNegativeButNeverTheShare() {
        var reception = ReceptionStatistics(ssrc: 9)
        for _ in 0..<3 { reception.received(1) }
        let block = reception.makeReportBlock(now: start)
        #expect(block.cumulativeLost == -2)
        #expect(block.fractionLost == 0)
    }

    @Test func returnsTheSendersTimestampAndTheDelaySince() {
        var reception = ReceptionStatistics(ssrc: 9)
        reception.received(1)
        #expect(reception.makeReportBlock(now: start).lastSenderReport == 0)
        reception.received(
            SenderReport(ssrc: 9, ntpTimestamp: 0x1111_2222_3333_4444, rtpTimestamp: 0, packetCount: 0, octetCount: 0),
            arrival: start
        )
        let block = reception.makeReportBlock(now: start + .milliseconds(1500))
        #expect(block.lastSenderReport == 0x2222_3333)
        #expect(block.delaySinceLastSenderReport == 98_304)
    }

    @Test func jitterIsZeroForAnEvenStreamAndSurvivesTheTimestampWrap() {
        var reception = ReceptionStatistics(ssrc: 9)
        for frame in 0..<100 {
            let timestamp = UInt32.max - 90_000 &+ UInt32(frame * 3000)
            reception.frameStarted(timestamp: timestamp, arrival: start + .nanoseconds(33_333_333 * frame), clockRate: 90_000)
        }
        #expect(reception.jitter < 1)
    }

    @Test func jitterApproachesTheVariationOfTransit() {
        var reception = ReceptionStatistics(ssrc: 9)
        for frame in 0..<200 {
            let late = frame % 2 == 0 ? 0 : 10
            let arrival = start + .milliseconds(40 * frame + late)
            reception.frameStarted(timestamp: UInt32(frame * 3600), arrival: arrival, clockRate: 90_000)
        }
        #expect((880...920).contains(reception.jitter))
    }

    @Test func pauseDoesNotCountAsJitter() {
        var reception = ReceptionStatistics(ssrc: 9)
        reception.frameStarted(timestamp: 0, arrival: start, clockRate: 90_000)
        reception.frameStarted(timestamp: 3000, arrival: start + .seconds(60), clockRate: 90_000)
        #expect(reception.jitter == 0)
    }
}
