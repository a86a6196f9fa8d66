import PeerCore
import RTP
import Testing
import VP8TestSender
import Wire

@Suite("Sound beside the picture")
struct SoundTests {
    private func projecting(feedback: [String] = ["transport-cc"]) throws -> Call {
        let call = try Call()
        try call.negotiate { SoundStream.adding(to: $0, feedback: feedback) }
        #expect(call.run(.seconds(5)) { !$0.frames.isEmpty })
        return call
    }

    @Test func reachesTheOwnerPacketByPacket() throws {
        let call = try projecting()
        var stream = SoundStream()
        for number: UInt8 in 0..<50 {
            call.sendFromSender(plainRTP: stream.packet([0xFC, number], now: call.now))
            call.run(.milliseconds(20))
        }
        call.run(.milliseconds(100))
        #expect(call.sounds.map(\.payload) == (0..<50).map { [0xFC, UInt8($0)] })
        #expect(zip(call.sounds, call.sounds.dropFirst()).allSatisfy { $1.timestamp - $0.timestamp == 960 })
        #expect(call.statistics.audio?.packetsReceived == 50)
        #expect(call.statistics.video?.unknownPayloadTypePacketsReceived == 0)
    }

    @Test func bringsTheClocksOfBothTogether() throws {
        let call = try projecting()
        var stream = SoundStream()
        for _ in 0..<60 {
            call.sendFromSender(plainRTP: stream.packet([0xFC, 1], now: call.now))
            call.run(.milliseconds(20))
        }
        if let report = stream.report(now: call.now) { call.sendFromSender(plainRTCP: report) }
        call.run(.seconds(1))
        let reports = call.tv.senderReports
        #expect(reports.audio?.ssrc == stream.ssrc)
        #expect(reports.video != nil && reports.video?.ssrc != stream.ssrc)
    }

    @Test func isCountedInTheReportsOnTheTransport() throws {
        let call = try projecting()
        call.camera.isRunning = false
        call.run(.seconds(1))
        let before = call.sender.statistics.transportReportsReceived
        var stream = SoundStream()
        for number: UInt16 in 0..<10 {
            call.sendFromSender(plainRTP: stream.packet([0xFC, 1], transportNumber: 20_000 + number, now: call.now))
            call.run(.milliseconds(20))
        }
        call.run(.milliseconds(300))
        #expect(call.sender.statistics.transportReportsReceived > before)
    }

    @Test func isDeclinedWhereItIsNotWanted() throws {
        let call = try Call(tv: PeerConfiguration(receivesSound: false))
        try call.negotiate { SoundStream.adding(to: $0) }
        #expect(call.run(.seconds(5)) { !$0.frames.isEmpty })
        var stream = SoundStream()
        for _ in 0..<10 { call.sendFromSender(plainRTP: stream.packet([0xFC, 1], now: call.now)) }
        call.run(.seconds(1))
        #expect(call.sounds.isEmpty)
        #expect(call.statistics.audio == nil)
        #expect(call.end == nil)
    }

    @Test func survivesHostilePackets() throws {
        let call = try projecting()
        for length in 0..<60 {
            call.sendFromSender(plainRTP: [0x90, SoundStream.payloadType] + (0..<length).map { UInt8($0 &* 37 & 0xFF) })
        }
        call.run(.seconds(1))
        #expect(call.end == nil)
        let frames = call.frames.count
        call.run(.seconds(1))
        #expect(call.frames.count > frames)
    }
}
