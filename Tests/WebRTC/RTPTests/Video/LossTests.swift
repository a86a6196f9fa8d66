import Testing
import Wire

@testable import RTP

@Suite("Video receiver: loss")
struct LossTests {
    private var bench = Bench()
    private var sender = VP8Sender()

    init() {
        bench.receive(sender.frame(key: true))
        bench.receiver.setRoundTripTime(.milliseconds(30))
        bench.advance(.seconds(1))
        bench.rtcp = []
    }

    @Test mutating func retransmissionFillsTheGapAndReleasesWhatWaited() {
        let lossy = sender.frame(packets: 8)
        bench.receive(lossy.enumerated().filter { $0.offset != 2 }.map(\.element))
        #expect(bench.nacks == [[1005]])
        bench.receive(sender.frame())
        #expect(bench.frames.count == 1)
        bench.advance(.milliseconds(30))
        bench.receive(sender.retransmission(of: lossy[2]))
        #expect(bench.frames.count == 3)
        #expect(bench.frames[1].data == sender.contents(packets: 8))
        #expect(bench.statistics.packetsRecovered == 1)
        #expect(bench.statistics.retransmittedPacketsReceived == 1)
        #expect(bench.statistics.packetsLost == 1)
        #expect(bench.pictureLossIndications == 0)
    }

    @Test mutating func retransmissionOnTheMediaSourceWorksWithoutRTX() {
        let lossy = sender.frame(packets: 8)
        bench.receive(lossy.enumerated().filter { $0.offset != 2 }.map(\.element))
        bench.receive(lossy[2])
        #expect(bench.frames.count == 2)
        #expect(bench.statistics.packetsRecovered == 1)
    }

    @Test mutating func lostLastPacketIsAskedForWhenTheNextFrameComes() {
        let lossy = sender.frame()
        bench.receive([lossy[0], lossy[1]])
        bench.advance(.milliseconds(33))
        bench.receive(sender.frame(packets: 1))
        bench.advance(.milliseconds(5))
        #expect(bench.nacks == [[1005]])
        bench.receive(sender.retransmission(of: lossy[2]))
        #expect(bench.frames.count == 3)
    }

    @Test mutating func gapIsHeldForFourRoundsThenAKeyFrameIsAskedFor() {
        let lossy = sender.frame(packets: 8)
        bench.receive(lossy.enumerated().filter { $0.offset != 2 }.map(\.element))
        bench.advance(.milliseconds(159))
        #expect(bench.pictureLossIndications == 0)
        #expect(bench.nacks.count == 5)
        bench.advance(.milliseconds(1))
        #expect(bench.pictureLossIndications == 1)
        #expect(bench.statistics.gapsGivenUp == 1)
    }

    @Test mutating func packetThatComesAfterTheHoldStillMendsTheStream() {
        let lossy = sender.frame(packets: 8)
        bench.receive(lossy.enumerated().filter { $0.offset != 2 }.map(\.element))
        for _ in 0..<6 {
            bench.advance(.milliseconds(33))
            bench.receive(sender.frame())
        }
        #expect(bench.pictureLossIndications == 1)
        bench.receive(sender.retransmission(of: lossy[2]))
        #expect(bench.frames.count == 8)
    }

    @Test mutating func completeKeyFrameEndsTheHoldAndTheAsking() {
        let lossy = sender.frame(packets: 8)
        bench.receive(lossy.enumerated().filter { $0.offset != 2 }.map(\.element))
        bench.receive(sender.frame(key: true))
        #expect(bench.frames.map(\.isKeyFrame) == [true, true])
        let asked = bench.nacks.count
        bench.advance(.seconds(2))
        #expect(bench.nacks.count == asked)
        #expect(bench.statistics.framesDropped == 0)
        bench.receive(sender.retransmission(of: lossy[2]))
        #expect(bench.frames.count == 2)
    }

    @Test mutating func frameIsNotHandedOutWhenItsReferenceIsLostForGood() {
        _ = sender.frame()
        bench.receive(sender.frame())
        bench.advance(.seconds(3))
        bench.receive(sender.frame())
        #expect(bench.frames.count == 1)
        #expect(bench.pictureLossIndications >= 2)
        bench.receive(sender.frame(key: true))
        bench.receive(sender.frame())
        #expect(bench.frames.count == 3)
    }

    @Test mutating func lostKeyFramePacketIsRepairedRatherThanAskedForAnew() {
        let key = sender.frame(key: true, packets: 100)
        bench.receive(key.enumerated().filter { $0.offset % 10 != 5 }.map(\.element))
        #expect(bench.nacks.flatMap { $0 }.count == 10)
        bench.advance(.milliseconds(30))
        for index in stride(from: 5, to: 100, by: 10) { bench.receive(sender.retransmission(of: key[index])) }
        #expect(bench.frames.count == 2)
        #expect(bench.pictureLossIndications == 0)
    }

    @Test mutating func lostPaddingDoesNotHoldAFrameThatContinuesThePictures() {
        _ = sender.padding()
        bench.receive(sender.frame())
        #expect(bench.frames.count == 2)
        bench.advance(.seconds(1))
        #expect(bench.nacks.isEmpty)
    }

    @Test mutating func gapWiderThanTheListEmptiesItAndAsksForAKeyFrame() {
        for _ in 0..<1100 { _ = sender.packet(payload: [0, 1], marker: false) }
        bench.receive(sender.frame())
        #expect(bench.nacks.isEmpty)
        #expect(bench.pictureLossIndications == 1)
    }

    @Test mutating func nackStormOnSlowStreamIsBounded() {
        let lossy = sender.frame(packets: 8)
        bench.receive(lossy.enumerated().filter { $0.offset != 2 }.map(\.element))
        for _ in 0..<30 {
            bench.advance(.seconds(1))
            bench.receive(sender.frame(packets: 1))
        }
        #expect(bench.nacks.count == 10)
    }

    @Test mutating func damagedPayloadIsNotAskedForAgainButItsFrameIsGivenUp() {
        let frame = sender.frame()
        var damaged = frame[1]
        damaged[21] = 0xC0
        bench.receive([frame[0], damaged, frame[2]])
        bench.receive(sender.frame())
        bench.advance(.seconds(1))
        #expect(bench.statistics.malformedPacketsReceived == 1)
        #expect(bench.nacks.isEmpty)
        #expect(bench.frames.count == 1)
        #expect(bench.pictureLossIndications >= 1)
    }

    private static let holds: [(Int, Int)] = [
        (0, 100), (10, 100), (30, 160), (50, 240), (100, 240), (200, 240), (300, 320), (5000, 1020),
    ]

    @Test(arguments: holds)
    func holdScalesWithTheRoundTrip(milliseconds: Int, hold: Int) {
        var bench = Bench()
        bench.receiver.setRoundTripTime(.milliseconds(milliseconds))
        let actual = HoldPolicy.hold(roundTripTime: bench.receiver.roundTripTime, usesNack: true)
        #expect(actual == .milliseconds(hold))
    }

    @Test(
        "a key frame is asked for when three rounds have failed, or what is missing cannot be sent again",
        arguments: [(0, 100), (50, 240), (150, 485), (300, 935), (600, 1020)]
    )
    func keyFrameWaitsForThreeRounds(milliseconds: Int, hold: Int) {
        let roundTrip = Duration.milliseconds(milliseconds)
        #expect(HoldPolicy.holdBeforeKeyFrame(roundTripTime: roundTrip, usesNack: true) == .milliseconds(hold))
        #expect(HoldPolicy.holdBeforeKeyFrame(roundTripTime: roundTrip, usesNack: false) == .milliseconds(60))
    }

    @Test func holdIsShortWhereNothingIsSentAgain() {
        var bench = Bench { $0.feedback.remove(.nack) }
        var sender = VP8Sender()
        bench.receive(sender.frame(key: true))
        bench.advance(.seconds(1))
        bench.rtcp = []
        _ = sender.frame()
        bench.receive(sender.frame())
        bench.advance(.milliseconds(60))
        #expect(bench.pictureLossIndications == 1)
        #expect(bench.nacks.isEmpty)
    }
}
