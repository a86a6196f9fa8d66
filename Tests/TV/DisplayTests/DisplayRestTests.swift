import DisplayContract
import Synchronization
import Testing
import Wire

/// What a screen that stands still keeps, in virtual time.
@Suite struct DisplayRestTests {
    private final class Made: Sendable {
        private let buffers = Mutex<[Weak]>([])

        private struct Weak: Sendable {
            weak let buffer: MemoryBuffer?
        }

        var alive: Int { buffers.withLock { $0.count { $0.buffer != nil } } }

        func make(_ mode: DisplayMode) -> MemoryBuffer {
            let buffer = MemoryBuffer(mode: mode)
            buffers.withLock { $0.append(Weak(buffer: buffer)) }
            return buffer
        }
    }

    private let made = Made()
    private let core = DisplayCore<MemoryBuffer>(
        backend: "test",
        connector: "memory",
        frontRule: .untilNextIsPresented,
        fault: nil,
        wake: {}
    )
    private let start = MonotonicTime(nanoseconds: 0)

    init() {
        core.plug(DisplayMode(width: 16, height: 8, refreshHz: 60)) { [made] in made.make($0) }
    }

    private func show(at time: MonotonicTime) throws {
        let lease = core.lease()
        guard let lease else { throw HarnessError.noLease }
        core.present(lease, token: 1)
        let isTaken = core.takePending() != nil
        #expect(isTaken)
        core.completed(at: time)
    }

    @Test func keepsOneBufferWhenNoFrameComes() throws {
        try show(at: start)
        try show(at: start + .seconds(1))
        #expect(made.alive == 2)
        #expect(core.rest(now: start + .seconds(2)) == start + .seconds(6))
        #expect(core.rest(now: start + .seconds(5)) == start + .seconds(6))
        #expect(made.alive == 2)
        #expect(core.rest(now: start + .seconds(6)) == nil)
        #expect(made.alive == 1)
        #expect(core.rest(now: start + .seconds(60)) == nil)
        #expect(core.snapshot() != nil)
        try show(at: start + .seconds(61))
        #expect(made.alive == 2)
        #expect(core.rest(now: start + .seconds(61)) == start + .seconds(66))
    }

    @Test func takesNothingFromWhoeverIsDrawing() throws {
        try show(at: start)
        let lease = core.lease()
        guard let lease else { throw HarnessError.noLease }
        #expect(core.rest(now: start + .seconds(9)) == nil)
        #expect(made.alive == 2)
        core.present(lease, token: 2)
        let isTaken = core.takePending() != nil
        #expect(isTaken)
        core.completed(at: start + .seconds(10))
        #expect(core.rest(now: start + .seconds(15)) == nil)
        #expect(made.alive == 1)
    }
}
