import DisplayContract
import Testing

/// `@unchecked Sendable`: used by one test on one thread.
private final class Buffer: FrameBuffer, @unchecked Sendable {
    let width = 1
    let height = 1
    let bytesPerRow = 4
    var contentTag: UInt64 = 0

    func withPixels<Result, Failure: Error>(
        _ body: (inout MutableSpan<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var pixels: [UInt8] = [0, 0, 0, 0]
        return try pixels.withUnsafeMutableBufferPointer { bytes throws(Failure) in
            var span = MutableSpan(_unsafeElements: bytes)
            return try body(&span)
        }
    }
}

@Suite struct FrameSlotsTests {
    private func makeSlots(_ rule: FrameSlots<Buffer>.FrontRule) -> FrameSlots<Buffer> { FrameSlots(frontRule: rule) }

    /// Leases, writes and submits a frame; the tokens superseded on the way.
    private func submit(_ token: UInt64, to slots: inout FrameSlots<Buffer>) -> [UInt64] {
        let (buffer, given) = slots.lease { Buffer() }
        guard let buffer else { return [token] }
        return [given, slots.submit(buffer, token: token)].compactMap(\.self)
    }

    @Test func makesRoomForBuffersOfAnotherKind() {
        var slots = makeSlots(.untilNextIsPresented)
        var old: [Buffer] = []
        for token in 1...3 as ClosedRange<UInt64> {
            let buffer = slots.lease { Buffer() }.buffer
            guard let buffer else { return }
            old.append(buffer)
            _ = slots.submit(buffer, token: token)
            if token == 1 {
                _ = slots.takePending()
                _ = slots.completed()
            }
        }
        // One on the screen, one waiting, one free: the free one goes, then the one that waits.
        let isNew: (Buffer) -> Bool = { buffer in !old.contains { $0 === buffer } }
        let first = slots.lease(where: isNew) { Buffer() }
        #expect(first.buffer.map(isNew) == true)
        #expect(first.superseded == nil)
        let second = slots.lease(where: isNew) { Buffer() }
        #expect(second.buffer.map(isNew) == true)
        #expect(second.superseded == 3)
        #expect(slots.bufferCount == 3)
        #expect(slots.lease(where: isNew) { Buffer() }.buffer == nil, "the one on the screen stays")
    }

    @Test func needsTwoBuffersWhenTheServerKeepsUp() {
        var slots = makeSlots(.untilNextIsSubmitted)
        for token in 1...10 as ClosedRange<UInt64> {
            #expect(submit(token, to: &slots) == [])
            #expect(slots.takePending()?.token == token)
            #expect(slots.completed() == token)
        }
        #expect(slots.bufferCount == 2)
    }

    @Test func keepsTheFrontBufferUntilTheFlip() {
        var slots = makeSlots(.untilNextIsPresented)
        _ = submit(1, to: &slots)
        _ = slots.takePending()
        _ = slots.completed()
        let first = slots.front
        _ = submit(2, to: &slots)
        _ = slots.takePending()
        #expect(slots.front === first)
        _ = slots.completed()
        #expect(slots.front !== first)
    }

    @Test func supersedesTheWaitingFrame() {
        var slots = makeSlots(.untilNextIsSubmitted)
        _ = submit(1, to: &slots)
        #expect(slots.takePending()?.token == 1)
        #expect(submit(2, to: &slots) == [])
        #expect(slots.takePending() == nil, "one frame is on its way")
        #expect(submit(3, to: &slots) == [2])
        #expect(slots.completed() == 1)
        #expect(slots.takePending()?.token == 3)
    }

    @Test func givesUpTheWaitingFrameWhenEveryBufferIsBusy() {
        var slots = makeSlots(.untilNextIsPresented)
        _ = submit(1, to: &slots)
        _ = slots.takePending()
        _ = slots.completed()
        _ = submit(2, to: &slots)
        _ = slots.takePending()
        _ = submit(3, to: &slots)
        #expect(slots.bufferCount == 3)
        #expect(submit(4, to: &slots) == [3])
    }

    @Test func hasNoMoreLeasesThanBuffers() {
        var slots = makeSlots(.untilNextIsSubmitted)
        let leased = (0..<3).compactMap { _ in slots.lease { Buffer() }.buffer }
        #expect(leased.count == 3)
        #expect(slots.lease { Buffer() }.buffer == nil)
        slots.giveBack(leased[1])
        #expect(slots.lease { Buffer() }.buffer === leased[1])
    }

    @Test func doesNotLeaseWhatIsBeingRead() {
        var slots = makeSlots(.untilNextIsSubmitted)
        _ = submit(1, to: &slots)
        _ = slots.takePending()
        _ = slots.completed()
        let read = slots.beginReading()
        _ = submit(2, to: &slots)
        _ = slots.takePending()
        _ = slots.completed()
        #expect(slots.lease { Buffer() }.buffer !== read)
        if let read { slots.endReading(read) }
        #expect(slots.lease { Buffer() }.buffer === read)
    }

    @Test func losesEverythingAtReset() {
        var slots = makeSlots(.untilNextIsSubmitted)
        _ = submit(1, to: &slots)
        _ = slots.takePending()
        _ = submit(2, to: &slots)
        let stale = slots.lease { Buffer() }.buffer
        #expect(slots.reset() == [1, 2])
        #expect(slots.completed() == nil)
        #expect(slots.front == nil)
        if let stale { #expect(slots.submit(stale, token: 3) == 3, "a buffer from before is superseded at once") }
    }

    @Test func refusesToSubmitTwice() {
        var slots = makeSlots(.untilNextIsSubmitted)
        let (buffer, _) = slots.lease { Buffer() }
        guard let buffer else { return }
        #expect(slots.submit(buffer, token: 1) == nil)
        #expect(slots.submit(buffer, token: 2) == 2)
    }
}
