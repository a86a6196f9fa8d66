import Media
import RTP
import Testing
import Wire

extension EncodedFrame {
    static func test(
        _ number: Int64,
        isKeyFrame: Bool = false,
        data: [UInt8] = [],
        arrival: MonotonicTime = .zero,
        wasRepaired: Bool = false,
        codec: Codec = .vp8
    ) -> EncodedFrame {
        EncodedFrame(
            codec: codec,
            data: data,
            isKeyFrame: isKeyFrame,
            width: nil,
            height: nil,
            rtpTimestamp: UInt32(truncatingIfNeeded: number &* 3000),
            number: number,
            firstPacketArrival: arrival,
            lastPacketArrival: arrival,
            wasRepaired: wasRepaired
        )
    }
}

@Suite struct DecodeQueueTests {
    private func time(_ milliseconds: Int64) -> MonotonicTime { MonotonicTime(nanoseconds: milliseconds * 1_000_000) }

    /// Everything that is in the queue.
    private func drain(_ queue: inout DecodeQueue) -> [Int64] {
        var numbers: [Int64] = []
        while let next = queue.next(now: time(1_000_000)) { numbers.append(next.frame.number) }
        return numbers
    }

    @Test func beginsWithAKeyFrameAndAsksForItOnce() {
        var queue = DecodeQueue()
        #expect(queue.append(.test(0), now: time(0)) == 1)
        #expect(queue.takeRequest() == .missing)
        #expect(queue.append(.test(1), now: time(1)) == 1)
        #expect(queue.takeRequest() == nil)
        #expect(queue.append(.test(2, isKeyFrame: true), now: time(2)) == 0)
        #expect(queue.append(.test(3), now: time(3)) == 0)
        #expect(queue.takeRequest() == nil)
        #expect(drain(&queue) == [2, 3])
    }

    @Test func decodesABurstWhole() {
        var queue = DecodeQueue()
        for number in 0..<15 as Range<Int64> {
            #expect(queue.append(.test(number, isKeyFrame: number == 0), now: time(number)) == 0)
        }
        #expect(drain(&queue) == Array(0..<15))
    }

    @Test func skipsAndAsksWhenTheDecoderLags() {
        var queue = DecodeQueue()
        for number in 0..<3 as Range<Int64> {
            #expect(queue.append(.test(number, isKeyFrame: number == 0), now: time(number * 33)) == 0)
        }
        #expect(queue.append(.test(3), now: time(99)) == 0, "the oldest has not waited long enough")
        #expect(queue.append(.test(4), now: time(132)) == 5)
        #expect(queue.takeRequest() == .behind)
        #expect(queue.append(.test(5), now: time(165)) == 1)
        #expect(queue.takeRequest() == nil)
        #expect(queue.append(.test(6, isKeyFrame: true), now: time(198)) == 0)
        #expect(drain(&queue) == [6])
    }

    @Test func waitsAsLongAsItTakesForAFewFrames() {
        var queue = DecodeQueue()
        for number in 0..<3 as Range<Int64> {
            #expect(queue.append(.test(number, isKeyFrame: number == 0), now: time(number * 5000)) == 0)
        }
        #expect(drain(&queue) == [0, 1, 2])
    }

    @Test func skipsToAKeyFrameItHasWithoutAsking() {
        var queue = DecodeQueue()
        for (number, isKeyFrame) in [(0, true), (1, false), (2, true), (3, false)] as [(Int64, Bool)] {
            _ = queue.append(.test(number, isKeyFrame: isKeyFrame), now: time(0))
        }
        #expect(queue.append(.test(4), now: time(500)) == 2)
        #expect(queue.takeRequest() == nil)
        #expect(drain(&queue) == [2, 3, 4])
    }

    @Test func neverGrowsBeyondItsLimit() {
        var queue = DecodeQueue(limits: DecodeQueue.Limits(length: 3, patience: .seconds(60), most: 10))
        var dropped = 0
        for number in 0..<100 as Range<Int64> {
            dropped += queue.append(.test(number, isKeyFrame: number % 40 == 0), now: time(0))
            #expect(queue.count <= 10)
        }
        #expect(dropped + queue.count == 100)
    }

    @Test func dropsWhatLeansOnAFrameThatFailed() {
        var queue = DecodeQueue()
        for number in 0..<3 as Range<Int64> { _ = queue.append(.test(number, isKeyFrame: number == 0), now: time(0)) }
        _ = queue.next(now: time(0))
        #expect(queue.decodingFailed(.emptyFrame) == 2)
        #expect(queue.takeRequest() == .decodingFailed(.emptyFrame))
        #expect(queue.append(.test(3), now: time(1)) == 1)
        #expect(queue.takeRequest() == nil)
    }

    @Test func goesOnAtTheKeyFrameBehindAFrameThatFailed() {
        var queue = DecodeQueue()
        for (number, isKeyFrame) in [(0, true), (1, false), (2, true), (3, false)] as [(Int64, Bool)] {
            _ = queue.append(.test(number, isKeyFrame: isKeyFrame), now: time(0))
        }
        _ = queue.next(now: time(0))
        #expect(queue.decodingFailed(.keyFrameMissing) == 1)
        #expect(queue.takeRequest() == nil)
        #expect(drain(&queue) == [2, 3])
    }

    @Test func asksAgainWhenTheKeyFrameFailsToo() {
        var queue = DecodeQueue()
        for number in 0..<3 as Range<Int64> {
            _ = queue.append(.test(number, isKeyFrame: true), now: time(0))
            _ = queue.next(now: time(0))
            _ = queue.decodingFailed(.corrupt(code: 7))
            #expect(queue.takeRequest() == .decodingFailed(.corrupt(code: 7)))
        }
    }

    /// The repair of frame 1 took 100 ms, while 2 and 3 waited behind it.
    private func repaired() -> DecodeQueue {
        var queue = DecodeQueue()
        _ = queue.append(.test(0, isKeyFrame: true), now: time(0))
        _ = queue.next(now: time(0))
        for number in 1...3 as ClosedRange<Int64> { _ = queue.append(.test(number, wasRepaired: number == 1), now: time(133)) }
        return queue
    }

    @Test func givesOutWhatWaitedForARepairAtItsOwnPace() throws {
        var queue = repaired()
        var next = queue.next(now: time(133))
        let first = try #require(next)
        #expect(first.frame.number == 1 && first.isLast)
        next = queue.next(now: time(133))
        #expect(next == nil)
        let due = try #require(queue.due)
        #expect(abs((due - time(166)).seconds) < 0.001)
        next = queue.next(now: due)
        let second = try #require(next)
        #expect(second.frame.number == 2 && second.isLast)
        #expect(queue.count == 1)
    }

    @Test func framesThatWaitForTheirTimeDoNotMeanThatTheDecoderLags() {
        var queue = repaired()
        for number in 4...6 as ClosedRange<Int64> { #expect(queue.append(.test(number), now: time(number * 33)) == 0) }
        #expect(queue.takeRequest() == nil)
        #expect(drain(&queue) == [1, 2, 3, 4, 5, 6])
    }

    @Test func saysWhenMoreThanOneFrameIsDue() {
        var queue = repaired()
        let isLast = [queue.next(now: time(170))?.isLast, queue.next(now: time(170))?.isLast]
        #expect(isLast == [false, true])
    }
}
