import Testing
import Wire

@testable import RTP

struct PlayoutBufferTests {
    private let start = MonotonicTime(nanoseconds: 1_000_000_000)

    /// A buffer that got the packets of these numbers when they were sent, and was then emptied.
    private func heard(_ numbers: [Int64], hasRedundancy: Bool = false) -> Loudspeaker {
        var speaker = Loudspeaker(at: start)
        for number in numbers {
            let arrival = start + SampleTime.duration(number * 960)
            speaker.buffer.insert(.numbered(number, arrival: arrival, hasRedundancy: hasRedundancy))
        }
        speaker.run(SampleTime.duration(Int((numbers.max() ?? 0) + 1) * 960) + .milliseconds(40))
        return speaker
    }

    @Test func playsInOrderWhateverTheOrderOfArrival() {
        let speaker = heard([0, 2, 1, 4, 3, 5])
        #expect(speaker.heard.compactMap(\.sequence) == [0, 1, 2, 3, 4, 5])
        #expect(speaker.holes.isEmpty)
    }

    @Test func recoversALostPacketFromTheCopyInTheNext() {
        let speaker = heard([0, 1, 3, 4], hasRedundancy: true)
        let three = AudioPacket.numbered(3, arrival: start + SampleTime.duration(3 * 960), hasRedundancy: true)
        #expect(speaker.heard.contains(.recover(samples: 960, from: three)))
        #expect(speaker.heard.compactMap(\.sequence) == [0, 1, 3, 4])
        #expect(speaker.buffer.statistics.fecPacketsReceived == 1)
        #expect(speaker.holes.isEmpty)
    }

    @Test func concealsALostPacketOfWhichThereIsNoCopy() {
        let speaker = heard([0, 1, 3, 4])
        #expect(speaker.holes == [.conceal(samples: 960)])
    }

    @Test func concealsWhatTheCopyDoesNotCover() {
        let speaker = heard([0, 1, 4, 5], hasRedundancy: true)
        #expect(speaker.holes == [.conceal(samples: 960)])
        #expect(speaker.buffer.statistics.fecPacketsReceived == 1)
    }

    @Test func dropsWhatComesTwiceOrTooLate() {
        var speaker = heard([0, 1, 1, 3, 4])
        #expect(speaker.buffer.statistics.packetsDiscarded == 1)
        speaker.buffer.insert(.numbered(2, arrival: speaker.now))
        #expect(speaker.buffer.statistics.packetsDiscarded == 2)
    }

    @Test func playsNothingAfterAPauseThatBelongsBeforeIt() {
        var speaker = heard([0, 1, 3, 4])
        speaker.run(.milliseconds(300))
        #expect(!speaker.buffer.isPlaying)
        speaker.buffer.insert(.numbered(4, arrival: speaker.now))
        speaker.buffer.insert(.numbered(2, arrival: speaker.now))
        speaker.run(.milliseconds(300))
        #expect(speaker.heard.compactMap(\.sequence) == [0, 1, 3, 4])
        #expect(speaker.buffer.statistics.packetsDiscarded == 2)
    }

    @Test func takesASendersSilenceForNoLoss() {
        var speaker = Loudspeaker(at: start)
        for number in Int64(0)..<5 {
            speaker.buffer.insert(.numbered(number, arrival: start + SampleTime.duration(number * 960)))
        }
        speaker.run(.milliseconds(150))
        // Its numbers go on, its clock jumped by a second.
        let timestamp: Int64 = 5 * 960 + 48_000
        let arrival = start + SampleTime.duration(timestamp)
        speaker.run(arrival - speaker.now)
        // At its end nothing told the silence from a hole: guesses fade into it for an eighth of a second.
        #expect(speaker.buffer.statistics.concealedSamples <= Int64(PlayoutBuffer.longestConcealment))
        speaker.buffer.insert(.numbered(5, timestamp: timestamp, arrival: arrival))
        speaker.run(.milliseconds(50))
        #expect(speaker.heard.compactMap(\.sequence) == [0, 1, 2, 3, 4, 5])
    }

    @Test func forgetsTheOldSourceWhenAnotherBegins() {
        var speaker = heard([0, 1, 2])
        speaker.buffer.insert(.numbered(9, arrival: speaker.now, epoch: 1))
        speaker.buffer.insert(.numbered(3, arrival: speaker.now, epoch: 0))
        speaker.run(.milliseconds(100))
        #expect(speaker.steps.last { $0.sequence != nil }?.sequence == 9)
        #expect(speaker.buffer.statistics.packetsDiscarded == 1)
    }

    @Test func goesOnWithWhatIsDueAfterAJam() {
        var call = SoundCall(seed: 1)
        call.run(.seconds(5))
        // Everything of a second comes at once.
        let from = call.sent
        let arrival = call.speaker.now + .seconds(1)
        call.speaker.run(.seconds(1))
        for number in from..<(from + 50) { call.speaker.buffer.insert(.numbered(number, arrival: arrival)) }
        call.speaker.run(.milliseconds(40))
        let last = call.speaker.steps.last { $0.sequence != nil }?.sequence ?? 0
        #expect(last >= from + 35, "played \(last), sent up to \(from + 50)")
        #expect(call.speaker.buffer.count < 15)
    }

    @Test func neverHoldsMoreThanItsCapacity() {
        var buffer = PlayoutBuffer()
        for number in Int64(0)..<1000 { buffer.insert(.numbered(number, arrival: start)) }
        #expect(buffer.count == PlayoutBuffer.capacity)
    }

    @Test func waitsAsLongAsThePictureNeeds() {
        var call = SoundCall(seed: 2)
        call.run(.seconds(5))
        call.speaker.buffer.minimumDelay = .milliseconds(80)
        call.run(.seconds(30))
        #expect(call.speaker.buffer.targetDelay == .milliseconds(80))
        #expect(abs(call.speaker.buffer.lag.seconds) < 0.010)
        #expect(call.speaker.buffer.statistics.concealedSamples == 0)
    }
}
