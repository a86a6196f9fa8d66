import Testing
import Wire

@testable import RTP

@Suite("A call over a lossy link")
struct LossyCallTests {
    static let links: [LossyCall.Link] = [
        .init(loss: 0, roundTrip: .milliseconds(1)),
        .init(loss: 0.01, roundTrip: .milliseconds(10)),
        .init(loss: 0.05, roundTrip: .milliseconds(50)),
        .init(loss: 0.05, roundTrip: .milliseconds(50), jitter: .milliseconds(3), duplicates: 0.02),
        .init(loss: 0.1, roundTrip: .milliseconds(100)),
        .init(loss: 0.05, roundTrip: .milliseconds(300)),
        .init(loss: 0.3, roundTrip: .milliseconds(50), jitter: .milliseconds(20), duplicates: 0.1),
    ]

    @Test(arguments: links, [1, 2] as [UInt64])
    func everyFrameHandedOutHasItsReference(link: LossyCall.Link, seed: UInt64) {
        var call = LossyCall(link, seed: seed)
        call.run(for: .seconds(8))
        #expect(call.delivered.count > 20)
        #expect(call.delivered.first?.frame.isKeyFrame == true)
        for (before, after) in zip(call.delivered, call.delivered.dropFirst()) {
            #expect(after.frame.number == before.frame.number + 1)
            if !after.frame.isKeyFrame { #expect(after.frame.rtpTimestamp == before.frame.rtpTimestamp &+ 3000) }
        }
    }

    @Test func fivePercentLossEachWayIsRepairedWithoutANewKeyFrame() {
        for seed: UInt64 in 1...2 {
            var call = LossyCall(.init(loss: 0.05, roundTrip: .milliseconds(50)), seed: seed)
            call.run(for: .seconds(20))
            #expect(call.delivered.count >= 590)
            #expect(call.longestPause < 0.26)
            #expect(call.keyFramesSent == 1)
            #expect(call.receiver.statistics.gapsGivenUp <= 1)
        }
    }

    @Test func nothingIsAskedForOnACleanLink() {
        var call = LossyCall(.init(loss: 0, roundTrip: .milliseconds(20)), seed: 9)
        call.run(for: .seconds(20))
        #expect(call.delivered.count == call.framesSent || call.delivered.count == call.framesSent - 1)
        #expect(call.receiver.statistics.nackCount == 0)
        #expect(call.keyFramesSent == 1)
        for (frame, at) in call.delivered { #expect(at == frame.lastPacketArrival) }
    }
}
