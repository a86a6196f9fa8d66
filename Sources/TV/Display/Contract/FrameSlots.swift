/// Which buffer is leased, waiting, on its way and on the screen: the bookkeeping every back end shares.
///
/// Buffers are made when first needed. One frame waits, one is on its way, one is on the screen; the newest wins.
/// The owner guards it with a lock.
package struct FrameSlots<Buffer: FrameBuffer>: Sendable {
    /// When the frame before stops being needed.
    package enum FrontRule: Sendable {
        /// As soon as the next one has been handed over (X11: the server draws in order).
        case untilNextIsSubmitted
        /// When the next one is on the screen (page flips).
        case untilNextIsPresented
    }

    package struct Submission: Sendable {
        package var buffer: Buffer
        package var token: UInt64
    }

    private struct Entry: Sendable {
        var buffer: Buffer
        var isLeased = false
        var readers = 0
    }

    private let capacity: Int
    private let frontRule: FrontRule
    private var entries: [Entry] = []
    private var pending: Submission?
    private var inFlight: Submission?
    /// What the screen shows, or is about to.
    package private(set) var front: Buffer?

    package init(capacity: Int = 3, frontRule: FrontRule) {
        self.capacity = capacity
        self.frontRule = frontRule
    }

    /// Buffers made so far.
    package var bufferCount: Int { entries.count }

    /// A buffer to write, and the token of the waiting frame that had to be given up for it, if any.
    ///
    /// - Parameters:
    ///   - fits: whether a buffer is of the kind wanted now; free ones of another kind make room.
    ///   - make: makes one; `nil` when that cannot be.
    package mutating func lease(
        where fits: (Buffer) -> Bool = { _ in true },
        make: () -> Buffer?
    ) -> (buffer: Buffer?, superseded: UInt64?) {
        if let index = entries.firstIndex(where: { isFree($0) && fits($0.buffer) }) {
            entries[index].isLeased = true
            return (entries[index].buffer, nil)
        }
        if entries.count < capacity {
            guard let buffer = make() else { return (nil, nil) }
            entries.append(Entry(buffer: buffer, isLeased: true))
            return (buffer, nil)
        }
        if let index = entries.firstIndex(where: { isFree($0) }) {
            guard let buffer = make() else { return (nil, nil) }
            entries[index] = Entry(buffer: buffer, isLeased: true)
            return (buffer, nil)
        }
        guard let waiting = pending, let index = index(of: waiting.buffer), entries[index].readers == 0 else { return (nil, nil) }
        guard fits(waiting.buffer) else {
            guard let buffer = make() else { return (nil, nil) }
            pending = nil
            entries[index] = Entry(buffer: buffer, isLeased: true)
            return (buffer, waiting.token)
        }
        pending = nil
        entries[index].isLeased = true
        return (waiting.buffer, waiting.token)
    }

    /// A lease ended unpresented.
    package mutating func giveBack(_ buffer: any FrameBuffer) {
        if let index = index(of: buffer) { entries[index].isLeased = false }
    }

    /// A written frame waits for the screen; returns the token that was superseded by it, or its own when the buffer
    /// is not (or no longer) one of these.
    package mutating func submit(_ buffer: any FrameBuffer, token: UInt64) -> UInt64? {
        guard let index = index(of: buffer), entries[index].isLeased else { return token }
        entries[index].isLeased = false
        let superseded = pending?.token
        pending = Submission(buffer: entries[index].buffer, token: token)
        return superseded
    }

    /// The waiting frame, now on its way; `nil` when none waits or one is still on its way.
    package mutating func takePending() -> Submission? {
        guard inFlight == nil, let next = pending else { return nil }
        pending = nil
        inFlight = next
        if frontRule == .untilNextIsSubmitted { front = next.buffer }
        return next
    }

    /// The frame on its way has arrived: its token.
    package mutating func completed() -> UInt64? {
        guard let arrived = inFlight else { return nil }
        inFlight = nil
        front = arrived.buffer
        return arrived.token
    }

    /// The front buffer, kept from being leased until `endReading`.
    package mutating func beginReading() -> Buffer? {
        guard let front, let index = index(of: front) else { return nil }
        entries[index].readers += 1
        return front
    }

    package mutating func endReading(_ buffer: Buffer) {
        if let index = index(of: buffer) { entries[index].readers -= 1 }
    }

    /// Forgets every buffer (the mode changed, the display went away); the tokens that will not be shown any more.
    package mutating func reset() -> [UInt64] {
        let lost = [inFlight?.token, pending?.token].compactMap(\.self)
        entries.removeAll()
        pending = nil
        inFlight = nil
        front = nil
        return lost
    }

    /// Forgets the buffers that nobody uses.
    package mutating func dropSpares() {
        entries = entries.filter { !isFree($0) }
    }

    private func isFree(_ entry: Entry) -> Bool {
        !entry.isLeased && entry.readers == 0 && entry.buffer !== front && entry.buffer !== pending?.buffer
            && entry.buffer !== inFlight?.buffer
    }

    private func index(of buffer: any FrameBuffer) -> Int? {
        entries.firstIndex { $0.buffer === buffer }
    }
}
