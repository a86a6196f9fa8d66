import DisplayContract
import Synchronization
import Testing
import Wire

/// Who gets planes and who gets pixels, on hardware that refuses some.
@Suite struct DisplayPlanesTests {
    /// Guarded by the core's leases, as the memory is.
    private final class Buffer: FrameBuffer, @unchecked Sendable {
        let planar: PlanarLayout?
        private let memory = MemoryBuffer(mode: DisplayPlanesTests.mode)

        var width: Int { memory.width }
        var height: Int { memory.height }
        var bytesPerRow: Int { memory.bytesPerRow }
        var contentTag: UInt64 {
            get { memory.contentTag }
            set { memory.contentTag = newValue }
        }

        init(_ letterbox: Letterbox?) {
            planar = letterbox.map { PlanarLayout(letterbox: $0, lumaStride: 16, chromaStride: 16, chromaOffset: 128) }
        }

        func withPixels<Result, Failure: Error>(
            _ body: (inout MutableSpan<UInt8>) throws(Failure) -> Result
        ) throws(Failure) -> Result { try memory.withPixels(body) }
    }

    private final class Asked: Sendable {
        private let letterboxes = Mutex<[Letterbox]>([])

        var all: [Letterbox] { letterboxes.withLock { $0 } }

        func add(_ letterbox: Letterbox) { letterboxes.withLock { $0.append(letterbox) } }
    }

    private static let mode = DisplayMode(width: 16, height: 8, refreshHz: 60)
    private static let small = Letterbox(frameWidth: 8, frameHeight: 4, mode: mode)
    private static let large = Letterbox(frameWidth: 64, frameHeight: 32, mode: mode)

    private let core = DisplayCore<Buffer>(
        backend: "test",
        connector: "memory",
        frontRule: .untilNextIsPresented,
        fault: nil,
        wake: {}
    )

    /// Plugs in a screen whose hardware agrees to this.
    private func plug(asked: @escaping @Sendable (Letterbox) -> Bool) {
        core.plug(
            Self.mode,
            makePlanar: { asked($0) ? Buffer($0) : nil },
            makeBuffer: { _ in Buffer(nil) }
        )
    }

    /// Shows a picture; whether it went as planes.
    private func show(_ letterbox: Letterbox, isRefused: Bool = false) throws -> Bool {
        let lease = core.lease(for: letterbox)
        guard let lease else { throw HarnessError.noLease }
        let isPlanar = lease.planar != nil
        core.present(lease, token: 1)
        let isTaken = core.takePending() != nil
        #expect(isTaken)
        if isRefused { core.refusePlanes(for: letterbox) }
        core.completed(at: MonotonicTime(nanoseconds: 0))
        return isPlanar
    }

    @Test func asksOnceForWhatIsRefused() throws {
        let asked = Asked()
        plug { letterbox in
            asked.add(letterbox)
            return letterbox == Self.small
        }
        for _ in 0..<4 { #expect(try !show(Self.large)) }
        #expect(asked.all == [Self.large])
        #expect(try show(Self.small))
    }

    @Test func usesNoPlanesAgainThatWereRefusedOnTheScreen() throws {
        plug { _ in true }
        // More of its buffers are free than one.
        for _ in 0..<3 { #expect(try show(Self.small)) }
        #expect(try show(Self.small, isRefused: true))
        for _ in 0..<3 { #expect(try !show(Self.small)) }
        #expect(try show(Self.large))
        // Another display, or the same one plugged in again, is asked anew.
        plug { _ in true }
        #expect(try show(Self.small))
    }
}
