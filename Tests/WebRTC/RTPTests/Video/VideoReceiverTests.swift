import Testing
import Wire

@testable import RTP

@Suite("Video receiver: frames")
struct VideoReceiverTests {
    @Test func handsOutFrameAtItsMarkerWithoutWaitingForTheNext() throws {
        var bench = Bench()
        var sender = VP8Sender()
        let packets = sender.frame(key: true, packets: 3)
        bench.receive(Array(packets.prefix(2)))
        #expect(bench.frames.isEmpty)
        let first = bench.now
        bench.now += .milliseconds(2)
        bench.receive(packets[2])
        let frame = try #require(bench.frames.first)
        #expect(frame.isKeyFrame)
        #expect(frame.width == 1280)
        #expect(frame.height == 720)
        #expect(frame.rtpTimestamp == 90_000)
        #expect(frame.number == 0)
        #expect(frame.data == sender.contents(key: true, packets: 3))
        #expect(frame.firstPacketArrival == first)
        #expect(frame.lastPacketArrival == bench.now)
    }

    @Test func handsOutEveryFrameOfALongStreamAcrossAllWraps() {
        var bench = Bench()
        var sender = VP8Sender()
        sender.sequence = 65_500
        sender.timestamp = .max - 100_000
        sender.pictureID = 0x7FF0
        sender.transportSequence = 65_400
        bench.receive(sender.frame(key: true))
        for _ in 0..<200 {
            bench.advance(.milliseconds(33))
            bench.receive(sender.frame())
        }
        #expect(bench.frames.map(\.number) == Array(0...200))
        #expect(bench.nacks.isEmpty)
        #expect(bench.statistics.framesReceived == 201)
        #expect(bench.statistics.framesDropped == 0)
        #expect(bench.statistics.packetsLost == 0)
        #expect(bench.statistics.packetsReceived == 603)
    }

    @Test func wrapsShortPictureIDs() {
        var bench = Bench()
        var sender = VP8Sender()
        sender.usesShortPictureID = true
        bench.receive(sender.frame(key: true))
        for _ in 0..<200 { bench.receive(sender.frame()) }
        #expect(bench.frames.count == 201)
    }

    @Test func worksWithoutPictureIDs() {
        var bench = Bench()
        var sender = VP8Sender()
        sender.pictureID = nil
        bench.receive(sender.frame(key: true))
        for _ in 0..<20 { bench.receive(sender.frame()) }
        #expect(bench.frames.count == 21)
    }

    @Test(arguments: [[2, 1, 0], [0, 2, 1], [1, 0, 2], [2, 0, 1]])
    func ordersPacketsOfAFrame(_ order: [Int]) {
        var bench = Bench()
        var sender = VP8Sender()
        bench.receive(sender.frame(key: true))
        let packets = sender.frame()
        bench.receive(order.map { packets[$0] })
        #expect(bench.frames.last?.data == sender.contents())
        #expect(bench.nacks.isEmpty)
    }

    @Test(arguments: [[2, 1, 0], [0, 2, 1], [1, 0, 2], [2, 0, 1]])
    func ordersPacketsOfTheVeryFirstFrame(_ order: [Int]) {
        var bench = Bench()
        var sender = VP8Sender()
        let packets = sender.frame(key: true)
        bench.receive(order.map { packets[$0] })
        #expect(bench.frames.count == 1)
    }

    @Test func keepsOrderOfFramesWhoseLastPacketsCross() {
        var bench = Bench()
        var sender = VP8Sender()
        bench.receive(sender.frame(key: true))
        let first = sender.frame()
        let second = sender.frame(packets: 1)
        bench.receive(first[0])
        bench.receive(first[1])
        bench.receive(second)
        #expect(bench.frames.count == 1)
        bench.receive(first[2])
        #expect(bench.frames.map(\.rtpTimestamp) == [90_000, 93_000, 96_000])
        #expect(bench.nacks.isEmpty)
    }

    @Test func ignoresDuplicates() {
        var bench = Bench()
        var sender = VP8Sender()
        for index in 0..<10 {
            let packets = sender.frame(key: index == 0)
            bench.receive([packets[0], packets[0], packets[1], packets[2], packets[1]])
        }
        #expect(bench.frames.count == 10)
        #expect(bench.statistics.duplicatePacketsReceived == 10)
        #expect(bench.statistics.packetsDiscarded == 10)
        #expect(bench.statistics.packetsLost == -20)
    }

    @Test func closesFramesOfASenderWithoutMarkersWhenTheNextBegins() {
        var bench = Bench()
        var sender = VP8Sender()
        sender.setsMarker = false
        bench.receive(sender.frame(key: true))
        #expect(bench.frames.isEmpty)
        let second = sender.frame()
        bench.receive(second[0])
        #expect(bench.frames.count == 1)
        let third = sender.frame()
        bench.receive([second[2], third[0], second[1]])
        #expect(bench.frames.count == 2)
        #expect(bench.frames.last?.data == sender.contents())
    }

    @Test func handsOutNothingBeforeTheFirstKeyFrame() {
        var bench = Bench()
        var sender = VP8Sender()
        for _ in 0..<5 { bench.receive(sender.frame()) }
        #expect(bench.frames.isEmpty)
        bench.receive(sender.frame(key: true))
        bench.receive(sender.frame())
        #expect(bench.frames.count == 2)
        #expect(bench.statistics.framesDropped == 5)
    }

    @Test func startsAtKeyFrameAlthoughItCameIntoTheMiddleOfAFrame() {
        var bench = Bench()
        var sender = VP8Sender()
        bench.receive(sender.frame()[2])
        bench.receive(sender.frame())
        bench.receive(sender.frame(key: true))
        #expect(bench.frames.map(\.isKeyFrame) == [true])
    }

    @Test func acceptsResolutionChangeAtKeyFrame() {
        var bench = Bench()
        var sender = VP8Sender()
        bench.receive(sender.frame(key: true))
        (sender.width, sender.height) = (480, 270)
        bench.receive(sender.frame(key: true))
        #expect(bench.frames.map(\.width) == [1280, 480])
        #expect(bench.statistics.frameHeight == 270)
    }

    private static let refusedSizes: [(UInt16, UInt16)] = [(0, 720), (1280, 0), (8193, 16), (8192, 8192), (16_383, 16_383)]

    @Test(arguments: refusedSizes)
    func refusesKeyFrameNoDecoderShouldSee(width: UInt16, height: UInt16) {
        var bench = Bench()
        var sender = VP8Sender()
        (sender.width, sender.height) = (width, height)
        bench.receive(sender.frame(key: true))
        bench.receive(sender.frame())
        #expect(bench.frames.isEmpty)
        bench.advance(.seconds(1))
        #expect(bench.pictureLossIndications > 0)
    }

    @Test func refusesKeyFrameWithoutStartCode() {
        var bench = Bench()
        var sender = VP8Sender()
        var packets = sender.frame(key: true, packets: 2)
        packets[0][packets[0].count - 46] = 0
        bench.receive(packets)
        #expect(bench.frames.isEmpty)
        #expect(bench.statistics.framesDropped == 1)
    }

    @Test func sourceThatStartsOverWithOtherNumbersIsFollowed() {
        var bench = Bench()
        var sender = VP8Sender()
        sender.sequence = 40_000
        bench.receive(sender.frame(key: true))
        bench.receive(sender.frame())
        sender.sequence = 20_000
        bench.receive(sender.frame(key: true))
        bench.receive(sender.frame(key: true))
        bench.receive(sender.frame())
        #expect(bench.frames.count >= 4)
    }

    @Test func jumpAheadIsFollowedFromTheNextKeyFrame() {
        var bench = Bench()
        var sender = VP8Sender()
        bench.receive(sender.frame(key: true))
        sender.sequence &+= 10_000
        bench.receive(sender.frame())
        #expect(bench.frames.count == 1)
        bench.advance(.milliseconds(400))
        #expect(bench.pictureLossIndications >= 1)
        bench.receive(sender.frame(key: true))
        bench.receive(sender.frame())
        #expect(bench.frames.count == 3)
    }

    @Test func resumesAfterALongPause() {
        var bench = Bench()
        var sender = VP8Sender()
        bench.receive(sender.frame(key: true))
        bench.advance(.seconds(3600))
        sender.timestamp &+= 323_997_000
        bench.receive(sender.frame())
        #expect(bench.frames.count == 2)
        #expect(bench.statistics.jitter < 0.001)
    }

    @Test func neverKeepsMoreThanItsRingOfAStreamThatNeverCompletes() {
        var bench = Bench()
        var sender = VP8Sender()
        for _ in 0..<5000 { bench.receive(sender.packet(payload: [0x00, 1], marker: false)) }
        #expect(bench.frames.isEmpty)
        bench.receive(sender.frame(key: true))
        #expect(bench.frames.count == 1)
    }

    @Test func framesAreDroppedWhenTheDecoderNeedsAKeyFrame() {
        var bench = Bench()
        var sender = VP8Sender()
        bench.receive(sender.frame(key: true))
        bench.advance(.seconds(1))
        let asked = bench.pictureLossIndications
        bench.receiver.keyFrameNeeded(now: bench.now)
        bench.drain()
        #expect(bench.pictureLossIndications == asked + 1)
        bench.receive(sender.frame())
        #expect(bench.frames.count == 1)
        bench.receive(sender.frame(key: true))
        bench.receive(sender.frame())
        #expect(bench.frames.count == 3)
    }

    @Test func countsWhatTheDecoderReports() {
        var bench = Bench()
        var sender = VP8Sender()
        bench.receive(sender.frame(key: true))
        bench.receive(sender.frame())
        #expect(bench.statistics.framesDecoded == 2)
        #expect(bench.statistics.keyFramesDecoded == 1)
        #expect(bench.statistics.keyFramesReceived == 1)
    }
}
