import Testing
import Wire

@testable import RTP

@Suite("Video receiver: sources, probes and padding")
struct SourceTests {
    @Test func retransmissionPaddingBeforeAnyMediaIsCountedAndHarmless() {
        var bench = Bench()
        var sender = VP8Sender()
        for _ in 0..<10 { bench.receive(sender.retransmissionPadding()) }
        bench.receive(sender.frame(key: true))
        #expect(bench.frames.count == 1)
        #expect(bench.statistics.probePacketsReceived == 10)
        #expect(bench.statistics.retransmittedPacketsReceived == 0)
        #expect(bench.statistics.bytesReceived == 3 * 54)
        bench.advance(.milliseconds(60))
        #expect(bench.transportFeedback.map(\.statusCount) == [13])
    }

    @Test func unaskedRetransmissionIsAProbeNotARecovery() {
        var bench = Bench()
        var sender = VP8Sender()
        let packets = sender.frame(key: true)
        bench.receive(packets)
        bench.receive(sender.retransmission(of: packets[1]))
        #expect(bench.statistics.retransmittedPacketsReceived == 1)
        #expect(bench.statistics.packetsRecovered == 0)
        #expect(bench.statistics.probePacketsReceived == 1)
        #expect(bench.statistics.duplicatePacketsReceived == 0)
        #expect(bench.frames.count == 1)
    }

    @Test func probeOfAPacketThatWasLostUnnoticedRepairsIt() {
        var bench = Bench()
        var sender = VP8Sender()
        let packets = sender.frame(key: true)
        bench.receive([packets[0], packets[1], sender.retransmission(of: packets[2])])
        #expect(bench.frames.count == 1)
        bench.receive(sender.frame())
        #expect(bench.frames.count == 2)
        #expect(bench.nacks.isEmpty)
    }

    @Test func packetsOfSourceZeroCountForTransportFeedbackOnly() {
        var bench = Bench()
        var sender = VP8Sender()
        bench.receive(sender.frame(key: true))
        let media = sender.ssrc
        sender.ssrc = 0
        bench.receive(sender.packet(payload: [1, 2, 3], marker: false))
        sender.ssrc = media
        sender.sequence -= 1
        bench.receive(sender.frame())
        #expect(bench.frames.count == 2)
        bench.advance(.milliseconds(60))
        #expect(bench.transportFeedback.map(\.statusCount) == [7])
        #expect(bench.statistics.packetsReceived == 6)
    }

    @Test func paddingOnTheMediaSourceConsumesNumbersOnly() {
        var bench = Bench()
        var sender = VP8Sender()
        bench.receive(sender.padding())
        bench.receive(sender.frame(key: true))
        bench.receive([sender.padding(), sender.padding(1)])
        bench.receive(sender.frame())
        let crossed = sender.padding()
        bench.receive(sender.frame())
        bench.receive(crossed)
        #expect(bench.frames.count == 3)
        #expect(bench.nacks.isEmpty)
        #expect(bench.statistics.packetsLost == 0)
        #expect(bench.statistics.malformedPacketsReceived == 0)
    }

    @Test func paddingInsideAFrameIsNotPartOfIt() {
        var bench = Bench()
        var sender = VP8Sender()
        let packets = sender.frame(key: true, packets: 2)
        sender.sequence -= 1
        let padding = sender.padding()
        var last = packets[1]
        last[3] += 1
        bench.receive([packets[0], last, padding])
        #expect(bench.frames.map(\.data) == [sender.contents(key: true, packets: 2)])
    }

    @Test func newSourceTakesOver() {
        var bench = Bench()
        var sender = VP8Sender()
        bench.receive(sender.frame(key: true))
        bench.advance(.seconds(1))
        var other = VP8Sender(ssrc: 0x3333_3333, rtxSSRC: 0x4444_4444, sequence: 9, transportSequence: sender.transportSequence)
        bench.receive(other.frame())
        bench.receive(sender.frame())
        #expect(bench.statistics.unknownSourcePacketsReceived == 3)
        let lossy = other.frame(key: true, packets: 8)
        bench.receive(lossy.enumerated().filter { $0.offset != 2 }.map(\.element))
        bench.receive(other.retransmission(of: lossy[2]))
        #expect(bench.frames.count == 2)
        #expect(bench.pictureLossIndications == 1)
    }

    @Test func formerSourceMayReturnAfterSilence() {
        var bench = Bench()
        var sender = VP8Sender()
        bench.receive(sender.frame(key: true))
        var other = VP8Sender(ssrc: 0x3333_3333)
        bench.receive(other.frame(key: true))
        bench.advance(.seconds(3))
        bench.receive(sender.frame(key: true))
        #expect(bench.frames.count == 3)
    }

    @Test func sourcesThatKeepChangingAreCapped() {
        var bench = Bench()
        var admitted = 0
        for ssrc: UInt32 in 1...50 {
            var sender = VP8Sender(ssrc: ssrc)
            let before = bench.frames.count
            bench.receive(sender.frame(key: true))
            admitted += bench.frames.count - before
        }
        #expect(admitted == 9)
        bench.advance(.seconds(31))
        var late = VP8Sender(ssrc: 99)
        bench.receive(late.frame(key: true))
        #expect(bench.frames.count == 10)
    }

    @Test func retransmissionsOfAnotherSourceAreRefused() {
        var bench = Bench { $0.sources = [.init(ssrc: 0x1111_1111, rtxSSRC: 0x2222_2222)] }
        var sender = VP8Sender()
        let packets = sender.frame(key: true)
        bench.receive([packets[0], packets[1]])
        sender.rtxSSRC = 0x5555_5555
        bench.receive(sender.retransmission(of: packets[2]))
        #expect(bench.frames.isEmpty)
        sender.rtxSSRC = 0x2222_2222
        bench.receive(sender.retransmission(of: packets[2]))
        #expect(bench.frames.count == 1)
    }

    @Test func packetsOfOtherPayloadTypesCountForTransportFeedbackOnly() {
        var bench = Bench()
        var sender = VP8Sender()
        sender.payloadType = 116
        bench.receive(sender.frame(key: true))
        #expect(bench.frames.isEmpty)
        #expect(bench.statistics.unknownPayloadTypePacketsReceived == 3)
        bench.advance(.milliseconds(60))
        #expect(bench.transportFeedback.map(\.statusCount) == [3])
    }

    @Test func packetThatNamesAnotherMediaLineIsRefused() {
        var bench = Bench {
            $0.midExtension = 4
            $0.mid = "0"
        }
        var packet: [UInt8] = [0x90, 96, 0, 1, 0, 0, 0, 0, 1, 1, 1, 1, 0xBE, 0xDE, 0, 1, 0x40, 0x31, 0, 0]
        packet += [0x10, 0x10, 2, 0, 0x9D, 0x01, 0x2A, 0, 5, 0, 2]
        packet[1] |= 0x80
        bench.receive(packet)
        #expect(bench.frames.isEmpty)
        packet[17] = 0x30
        bench.receive(packet)
        #expect(bench.frames.count == 1)
    }

    @Test func damagedPacketsAreCountedAndHarmless() {
        var bench = Bench()
        bench.receive([] as [UInt8])
        bench.receive([0x80])
        bench.receive([UInt8](repeating: 0xFF, count: 40))
        bench.receive([UInt8](repeating: 0x80, count: 5000))
        #expect(bench.statistics.malformedPacketsReceived == 4)
        #expect(bench.statistics.packetsReceived == 0)
    }
}
