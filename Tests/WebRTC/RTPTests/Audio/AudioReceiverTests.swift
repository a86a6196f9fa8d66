import Testing
import Wire

@testable import RTP

struct AudioReceiverTests {
    private static let payloadType: UInt8 = 111
    private let start = MonotonicTime(nanoseconds: 1_000_000_000)

    private func receiver(_ change: (inout AudioReceiver.Configuration) -> Void = { _ in }) -> AudioReceiver {
        var configuration = AudioReceiver.Configuration(localSSRC: 0xCAFE, cname: "tv", payloadType: Self.payloadType)
        change(&configuration)
        return AudioReceiver(configuration: configuration, seed: 1)
    }

    private func packet(
        _ number: UInt16,
        timestamp: UInt32? = nil,
        ssrc: UInt32 = 5,
        mid: String? = nil,
        payload: [UInt8] = [0xFC, 1, 2, 3]
    ) throws -> RTPPacket {
        var writer = ByteWriter()
        writer.write(UInt8(mid == nil ? 0x80 : 0x90))
        writer.write(Self.payloadType)
        writer.write(number)
        writer.write(timestamp ?? UInt32(number) &* 960)
        writer.write(ssrc)
        if let mid {
            writer.write(UInt16(0xBEDE))
            writer.write(UInt16(1))
            writer.write(UInt8(9 << 4 | UInt8(mid.utf8.count - 1)))
            writer.write(mid.utf8)
            writer.writeZeros(3 - mid.utf8.count)
        }
        writer.write(payload)
        return try RTPPacket(parsing: writer.bytes)
    }

    private func drain(_ receiver: inout AudioReceiver) -> (packets: [AudioPacket], rtcp: [RTCPPacket]) {
        var result: (packets: [AudioPacket], rtcp: [RTCPPacket]) = ([], [])
        while let output = receiver.pollOutput() {
            switch output {
            case .packet(let packet): result.packets.append(packet)
            case .rtcp(let bytes): result.rtcp += (try? RTCPPacket.parse(compound: bytes.span)) ?? []
            }
        }
        return result
    }

    @Test func handsPacketsOnWithCountersThatDoNotWrap() throws {
        var receiver = receiver()
        receiver.receive(try packet(0xFFFF, timestamp: 0xFFFF_FF00), arrival: start)
        receiver.receive(try packet(0, timestamp: 0xFFFF_FF00 &+ 960), arrival: start + .milliseconds(20))
        let packets = drain(&receiver).packets
        #expect(packets.map(\.sequence) == [0xFFFF, 0x10000])
        #expect(packets[1].timestamp - packets[0].timestamp == 960)
        #expect(packets.allSatisfy { $0.duration == 960 && $0.payload == [0xFC, 1, 2, 3] })
    }

    @Test func countsWhatIsNoOpusAndHandsNothingOn() throws {
        var receiver = receiver()
        receiver.receive(try packet(1, payload: []), arrival: start)
        receiver.receive(try packet(2, payload: [0xFF]), arrival: start)
        #expect(drain(&receiver).packets.isEmpty)
        #expect(receiver.statistics.probePacketsReceived == 1)
        #expect(receiver.statistics.malformedPacketsReceived == 1)
        #expect(receiver.statistics.packetsReceived == 2)
    }

    @Test func refusesPacketsThatNameAnotherSection() throws {
        var receiver = receiver {
            $0.midExtension = 9
            $0.mid = "1"
        }
        receiver.receive(try packet(1, mid: "0"), arrival: start)
        #expect(drain(&receiver).packets.isEmpty)
        receiver.receive(try packet(1, mid: "1"), arrival: start)
        receiver.receive(try packet(2), arrival: start)
        #expect(drain(&receiver).packets.count == 2)
        #expect(receiver.statistics.unknownSourcePacketsReceived == 1)
    }

    @Test func beginsAnewWithAnotherSourceOrClock() throws {
        var receiver = receiver()
        receiver.receive(try packet(100), arrival: start)
        receiver.receive(try packet(7, ssrc: 6), arrival: start + .milliseconds(20))
        receiver.receive(try packet(8, timestamp: 0x4000_0000, ssrc: 6), arrival: start + .milliseconds(40))
        receiver.receive(try packet(101), arrival: start + .milliseconds(60))
        #expect(drain(&receiver).packets.map(\.epoch) == [0, 1, 2])
        #expect(receiver.statistics.unknownSourcePacketsReceived == 1)
    }

    @Test func reportsWithWhatTheSenderNeedsForItsRoundTrip() throws {
        var receiver = receiver()
        #expect(receiver.nextDeadline == nil)
        for number in [UInt16(1), 2, 4] { receiver.receive(try packet(number), arrival: start) }
        let report = SenderReport(ssrc: 5, ntpTimestamp: 0x1122_3344_5566_7788, rtpTimestamp: 9, packetCount: 3, octetCount: 12)
        receiver.receive(rtcp: RTCPPacket.serialize([.senderReport(report)]), now: start)
        #expect(receiver.lastSenderReport == report)
        let due = try #require(receiver.nextDeadline)
        receiver.handleTimeout(now: due)
        guard case .receiverReport(let ssrc, let blocks)? = drain(&receiver).rtcp.first else {
            Issue.record("no receiver report")
            return
        }
        #expect(ssrc == 0xCAFE)
        #expect(blocks.map(\.ssrc) == [5])
        #expect(blocks.first?.cumulativeLost == 1)
        #expect(blocks.first?.lastSenderReport == 0x3344_5566)
        #expect(try #require(receiver.nextDeadline) > due)
    }

    @Test(arguments: [false, true])
    func asksForLostPacketsOnlyWhereThatWasAgreed(usesNack: Bool) throws {
        var receiver = receiver { $0.usesNack = usesNack }
        for number in [UInt16(1), 2, 5, 6, 7, 8] { receiver.receive(try packet(number), arrival: start) }
        let requests = drain(&receiver).rtcp.compactMap { packet -> [UInt16]? in
            if case .genericNack(let nack) = packet { nack.missing } else { nil }
        }
        #expect(requests == (usesNack ? [[3, 4]] : []))
        #expect(receiver.statistics.nackCount == (usesNack ? 1 : 0))
    }
}
