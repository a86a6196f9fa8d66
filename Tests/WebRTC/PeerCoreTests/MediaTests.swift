import NetworkEmulator
import PeerCore
import RTP
import Testing
import VP8TestSender
import Wire

@Suite("Media")
struct MediaTests {
    @Test("asks for a key frame until one has been decoded")
    func asksForKeyFrameUntilDecoded() throws {
        let call = try Call()
        call.decodes = false
        try call.negotiate()
        call.run(.seconds(8))
        #expect(call.frames.count { $0.isKeyFrame } >= 4)
        #expect(call.keyFrameRequests.count >= 4)
        let gaps = zip(call.keyFrameRequests, call.keyFrameRequests.dropFirst()).map { $1 - $0 }
        #expect(gaps.allSatisfy { $0 >= .milliseconds(300) && $0 <= .milliseconds(2300) })

        let key = try #require(call.frames.last { $0.isKeyFrame })
        call.tv.frameDecoded(key.number, isKeyFrame: true, now: call.now)
        call.decodes = true
        call.run(.seconds(3))
        let asked = call.keyFrameRequests.count
        call.run(.seconds(10))
        #expect(call.keyFrameRequests.count == asked)
    }

    @Test("asks for another key frame when the decoder cannot go on")
    func asksForKeyFrameAfterDecoderFailure() throws {
        let call = try Call.projecting()
        call.run(.seconds(1))
        let before = call.keyFrameRequests.count
        let keyFrames = call.frames.count { $0.isKeyFrame }
        call.tv.keyFrameNeeded(now: call.now)
        #expect(call.run(.seconds(1)) { $0.frames.count { $0.isKeyFrame } > keyFrames })
        #expect(call.keyFrameRequests.count == before + 1)
    }

    @Test("a lost first key frame comes again", arguments: [1, 2, 3] as [UInt64])
    func recoversFromLosingTheWholeFirstFrame(seed: UInt64) throws {
        let call = try Call(seed: seed)
        var lost = 0
        call.fate = { side, bytes in
            guard side == .near, let first = bytes.first, (128...191).contains(first), lost < 19 else { return .pass }
            lost += 1
            return .drop
        }
        try call.negotiate()
        #expect(call.run(.seconds(3)) { !$0.frames.isEmpty })
        #expect(lost == 19)
        #expect(call.frames.first?.isKeyFrame == true)
    }

    @Test("repairs loss by retransmissions", arguments: [0.01, 0.03, 0.05])
    func repairsLossByRetransmission(loss: Double) throws {
        let call = try Call.projecting(conditions: LinkConditions(delay: .milliseconds(25), loss: loss))
        call.run(.seconds(20))
        #expect(call.sent.retransmittedPacketsSent > 0)
        #expect(call.video.packetsRecovered > 0)
        #expect(call.frames.allSatisfy(call.camera.took))
        // What is still on its way at the end is not missing.
        #expect(call.frames.count >= call.sent.framesSent - 12)
        #expect(call.frames.count { $0.isKeyFrame } <= 3)
    }

    @Test("neither duplicates nor overtaking disturb the picture")
    func survivesDuplicationAndReordering() throws {
        let conditions = LinkConditions(delay: .milliseconds(10), jitter: .milliseconds(8), reorders: true, duplication: 0.1)
        let call = try Call.projecting(conditions: conditions)
        call.run(.seconds(10))
        #expect(call.frames.allSatisfy(call.camera.took))
        #expect(call.frames.map(\.number) == Array(0..<Int64(call.frames.count)))
        #expect(call.frames.count >= call.sent.framesSent - 3)
        // The TV asks at once, when the first one is on its way already.
        #expect(call.frames.count { $0.isKeyFrame } <= 2)
        #expect(call.statistics.drops.replayed > 0)
    }

    @Test func reportsEveryPacketToTheSendersEstimator() throws {
        let call = try Call.projecting()
        call.run(.seconds(5))
        let sent = call.sent.packetsSent + call.sent.retransmittedPacketsSent
        #expect(call.sent.transportReportsReceived >= 40)
        #expect(call.sent.packetsReportedReceived > sent * 9 / 10)
        #expect(call.sent.packetsReportedLost == 0)
        #expect(call.sent.malformedReportsReceived == 0)
    }

    @Test func sendsReceiverReportsThatMeasureTheRoundTrip() throws {
        let call = try Call.projecting(conditions: LinkConditions(delay: .milliseconds(30)))
        call.run(.seconds(8))
        let roundTrip = try #require(call.sent.roundTripTime)
        #expect(abs(roundTrip.seconds - 0.060) < 0.002)
        #expect(call.sent.reportBlocksReceived >= 3)
        #expect(call.statistics.roundTripTime.map { abs($0.seconds - 0.060) < 0.002 } == true)
    }

    @Test("a still picture, one frame a second, is no interruption")
    func toleratesOneFrameASecond() throws {
        let call = try Call.projecting()
        call.camera.interval = .seconds(1)
        var longest = Duration.zero
        call.run(.seconds(30)) { call in
            longest = max(longest, call.silence)
            return false
        }
        #expect(longest < .milliseconds(1100))
        #expect(call.frames.allSatisfy(call.camera.took))
        #expect(call.frames.count >= call.sent.framesSent - 1)
    }
}
