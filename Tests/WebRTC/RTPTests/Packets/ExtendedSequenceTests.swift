import Testing

@testable import RTP

@Suite("Extended sequence numbers")
struct ExtendedSequenceTests {
    @Test func countsOnAcrossTheWrap() {
        var sequence = ExtendedSequence(maximumMisorder: 100)
        #expect(sequence.extend(65_534) == .extended(65_534))
        #expect(sequence.extend(1) == .extended(65_537))
        #expect(sequence.extend(65_535) == .extended(65_535))
        #expect(sequence.extend(2) == .extended(65_538))
    }

    @Test func placesWithoutRemembering() {
        var sequence = ExtendedSequence(maximumMisorder: 100)
        #expect(sequence.place(5) == nil)
        _ = sequence.extend(5)
        #expect(sequence.place(50) == 50)
        #expect(sequence.place(65_530) == -6)
        #expect(sequence.place(30_000) == nil)
        #expect(sequence.extend(6) == .extended(6))
    }

    @Test func takesTwoConsecutiveFarPacketsForARestart() {
        var sequence = ExtendedSequence(maximumMisorder: 100)
        _ = sequence.extend(20_000)
        #expect(sequence.extend(5) == .outside)
        #expect(sequence.extend(20_001) == .extended(20_001))
        #expect(sequence.extend(6) == .outside)
        guard case .restarted(let number) = sequence.extend(7) else {
            Issue.record("no restart")
            return
        }
        #expect(number > 20_001 + 65_536)
        #expect(number & 0xFFFF == 7)
        #expect(sequence.extend(8) == .extended(number + 1))
    }

    @Test func wrapsMoreThanOnce() {
        var sequence = ExtendedSequence(maximumMisorder: 2048)
        var last: Int64 = -1
        for number in stride(from: Int64(0), to: 400_000, by: 1000) {
            guard case .extended(let value) = sequence.extend(UInt16(truncatingIfNeeded: number)) else { continue }
            #expect(value == number)
            last = value
        }
        #expect(last == 399_000)
    }
}
