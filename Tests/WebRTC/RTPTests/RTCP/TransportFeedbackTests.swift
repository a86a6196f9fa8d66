import SeededRandom
import Testing
import Wire

@testable import RTP

@Suite("Transport-wide feedback")
struct TransportFeedbackTests {
    private func feedback(chunks: [UInt16], deltas: [UInt8], count: UInt16, reference: Int32 = 0) -> TransportFeedback {
        let body = chunks.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] } + deltas
        return TransportFeedback(
            senderSSRC: 1,
            mediaSSRC: 2,
            baseSequenceNumber: 65_530,
            statusCount: count,
            referenceTime: reference,
            feedbackCount: 0,
            body: body
        )
    }

    // The chunks drawn in §3.1.3 and §3.1.4 of the draft.
    @Test func expandsRunLengthChunkOfTheDraft() throws {
        let packets = try feedback(chunks: [0x00DD], deltas: [], count: 221).packets()
        #expect(packets.count == 221)
        #expect(packets.allSatisfy { $0.arrival == nil })
        #expect(packets.last?.sequenceNumber == 65_530 &+ 220)
    }

    @Test func expandsOneBitVectorOfTheDraft() throws {
        let packets = try feedback(chunks: [0x9F1C], deltas: [0, 1, 2, 3, 4, 5, 6, 7], count: 14, reference: 2).packets()
        #expect(
            packets.map { $0.arrival != nil }
                == [false, true, true, true, true, true, false, false, false, true, true, true, false, false]
        )
        #expect(packets[1].arrival == 512)
        #expect(packets[2].arrival == 513)
    }

    @Test func expandsTwoBitVector() throws {
        let packets = try feedback(chunks: [0xC000 | 0b01_10_00_01 << 6], deltas: [4, 0xFF, 0xFF, 9], count: 4, reference: -1)
            .packets()
        #expect(packets.map(\.arrival) == [-252, -253, nil, -244])
    }

    @Test func refusesMissingDeltasAndChunks() {
        #expect(throws: RTCPError.truncated) { try feedback(chunks: [0x2002], deltas: [1], count: 2).packets() }
        #expect(throws: RTCPError.truncated) { try feedback(chunks: [0x2002], deltas: [], count: 3).packets() }
    }

    private func millisecond(_ value: Int64) -> MonotonicTime { MonotonicTime(nanoseconds: value * 1_000_000) }

    private func report(_ recorder: inout TransportFeedbackRecorder, at time: MonotonicTime) throws -> [TransportFeedback] {
        try recorder.takeReports(now: time, senderSSRC: 1, mediaSSRC: 2).map { feedback in
            let bytes = RTCPPacket.serialize([.transportFeedback(feedback)])
            #expect(bytes.count <= 1200)
            #expect(bytes.count % 4 == 0)
            guard case .transportFeedback(let read)? = try RTCPPacket.parse(compound: bytes.span).first else { return feedback }
            return read
        }
    }

    @Test func reportsArrivalsLossesAndReorderingExactly() throws {
        var recorder = TransportFeedbackRecorder()
        let arrivals: [(UInt16, Int64)] = [(10, 1000), (11, 1001), (14, 1003), (13, 1070), (15, 1080), (17, 1090)]
        for (number, time) in arrivals { recorder.record(number, arrival: millisecond(time)) }
        let packets = try #require(try report(&recorder, at: millisecond(1100)).first).packets()
        #expect(packets.map(\.sequenceNumber) == [10, 11, 12, 13, 14, 15, 16, 17])
        #expect(packets.map(\.arrival) == [4000, 4004, nil, 4280, 4012, 4320, nil, 4360])
    }

    @Test func countsOnlyTheFirstArrivalOfADuplicate() throws {
        var recorder = TransportFeedbackRecorder()
        recorder.record(10, arrival: millisecond(1000))
        recorder.record(10, arrival: millisecond(1010))
        let packets = try #require(try report(&recorder, at: millisecond(1100)).first).packets()
        #expect(packets.map(\.arrival) == [4000])
    }

    @Test func tellsLossBetweenTwoReports() throws {
        var recorder = TransportFeedbackRecorder()
        recorder.record(10, arrival: millisecond(1000))
        _ = try report(&recorder, at: millisecond(1100))
        recorder.record(12, arrival: millisecond(1110))
        let second = try #require(try report(&recorder, at: millisecond(1300)).first)
        #expect(second.baseSequenceNumber == 11)
        #expect(second.feedbackCount == 1)
        #expect(try second.packets().map(\.arrival) == [nil, 4440])
    }

    @Test func reportsPacketThatComesAfterItWasToldLost() throws {
        var recorder = TransportFeedbackRecorder()
        recorder.record(10, arrival: millisecond(1000))
        recorder.record(12, arrival: millisecond(1001))
        _ = try report(&recorder, at: millisecond(1100))
        recorder.record(11, arrival: millisecond(1120))
        let second = try #require(try report(&recorder, at: millisecond(1300)).first)
        #expect(try second.packets().map(\.arrival) == [4480, 4004])
    }

    @Test func reportsTwiceAsOftenInTheFirstTwoSeconds() {
        var recorder = TransportFeedbackRecorder()
        #expect(recorder.due == nil)
        recorder.record(1, arrival: millisecond(0))
        #expect(recorder.due == millisecond(50))
        _ = recorder.takeReports(now: millisecond(50), senderSSRC: 1, mediaSSRC: 2)
        #expect(recorder.due == nil)
        recorder.record(2, arrival: millisecond(2000))
        #expect(recorder.due == millisecond(2100))
        #expect(recorder.takeReports(now: millisecond(2099), senderSSRC: 1, mediaSSRC: 2).isEmpty)
    }

    @Test(arguments: [UInt16(0), 32_769, 65_530])
    func sequenceMayStartAnywhereAndWraps(first: UInt16) throws {
        var recorder = TransportFeedbackRecorder()
        for index in 0..<20 { recorder.record(first &+ UInt16(index), arrival: millisecond(Int64(index))) }
        let packets = try #require(try report(&recorder, at: millisecond(500)).first).packets()
        #expect(packets.map(\.sequenceNumber) == (0..<20).map { first &+ UInt16($0) })
        #expect(packets.allSatisfy { $0.arrival != nil })
    }

    @Test func feedbackCountWrapsAtEightBits() throws {
        var recorder = TransportFeedbackRecorder()
        var counts: [UInt8] = []
        for index in 0..<300 {
            let time = millisecond(Int64(index) * 200)
            recorder.record(UInt16(index), arrival: time)
            counts += try report(&recorder, at: time + .milliseconds(100)).map(\.feedbackCount)
        }
        #expect(counts == (0..<300).map { UInt8(truncatingIfNeeded: $0) })
    }

    @Test func referenceTimeWrapsAtTwentyFourBits() throws {
        var recorder = TransportFeedbackRecorder()
        let time = millisecond(64 * (1 << 23))
        recorder.record(1, arrival: time)
        #expect(try report(&recorder, at: time + .seconds(1)).map(\.referenceTime) == [-(1 << 23)])
    }

    @Test func splitsReportsThatWouldGrowTooLarge() throws {
        var recorder = TransportFeedbackRecorder()
        for index in 0..<3000 where index % 7 != 3 {
            recorder.record(UInt16(index), arrival: MonotonicTime(nanoseconds: Int64(index) * 70_000_000))
        }
        let reports = try report(&recorder, at: millisecond(1_000_000))
        #expect(reports.count > 2)
        let packets = try reports.flatMap { try $0.packets() }
        #expect(packets.filter { $0.arrival != nil }.map { Int($0.sequenceNumber) } == (0..<3000).filter { $0 % 7 != 3 })
    }

    @Test func startsNewReportWhenADeltaCannotSayThePause() throws {
        var recorder = TransportFeedbackRecorder()
        recorder.record(1, arrival: millisecond(0))
        recorder.record(2, arrival: millisecond(9000))
        let reports = try report(&recorder, at: millisecond(9100))
        #expect(try reports.flatMap { try $0.packets() }.map(\.arrival) == [0, 36_000])
    }

    @Test func survivesJumpWiderThanItsMemory() throws {
        var recorder = TransportFeedbackRecorder()
        recorder.record(1, arrival: millisecond(0))
        recorder.record(20_000, arrival: millisecond(10))
        let reports = try report(&recorder, at: millisecond(100))
        #expect(reports.map(\.baseSequenceNumber) == [20_000])
        for number: UInt16 in [5, 6, 7] { recorder.record(number, arrival: millisecond(200)) }
        #expect(try report(&recorder, at: millisecond(300)).flatMap { try $0.packets() }.map(\.sequenceNumber) == [6, 7])
    }

    @Test(arguments: 0..<40)
    func readsBackWhateverArrivalsAreRecorded(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var recorder = TransportFeedbackRecorder()
        var expected: [UInt16: Int64] = [:]
        let base = UInt16.random(in: .min ... .max, using: &random)
        var time: Int64 = 0
        for index: UInt16 in 0..<500 where Int.random(in: 0..<100, using: &random) >= Int(seed) * 2 {
            time += Int64.random(in: 0..<(seed % 2 == 0 ? 2000 : 100_000), using: &random) * 1000
            let jittered = time + Int64.random(in: 0..<40_000, using: &random) * 1000
            recorder.record(base &+ index, arrival: MonotonicTime(nanoseconds: jittered))
            expected[base &+ index] = jittered / 250_000
        }
        let reports = try report(&recorder, at: MonotonicTime(nanoseconds: time) + .seconds(10))
        var read: [UInt16: Int64] = [:]
        for packet in try reports.flatMap({ try $0.packets() }) { read[packet.sequenceNumber] = packet.arrival }
        #expect(read == expected)
    }
}
