import CX11
import DisplayContract
import Glibc

/// One frame in memory the X server can read too (MIT-SHM), or in ordinary memory where there is no such thing.
///
/// `@unchecked Sendable`: the pixels and `contentTag` belong to the holder of the lease, and to the display's thread
/// while there is none; `DisplayCore`'s lock hands them over.
@safe final class X11Buffer: FrameBuffer, @unchecked Sendable {
    let width: Int
    let height: Int
    let bytesPerRow: Int
    var contentTag: UInt64 = 0
    let memory: UnsafeMutableRawPointer
    /// `nil` for ordinary memory.
    let segment: CInt?
    private let byteCount: Int

    /// `nil` when memory is short.
    init?(mode: DisplayMode, shared: Bool) {
        let bytesPerRow = mode.width * 4
        let byteCount = max(bytesPerRow * mode.height, 1)
        let segment = shared ? shmget(IPC_PRIVATE, byteCount, IPC_CREAT | 0o600) : -1
        var mapped = segment >= 0 ? unsafe shmat(segment, nil, 0) : nil
        if unsafe mapped == UnsafeMutableRawPointer(bitPattern: -1) { unsafe mapped = nil }
        // Linux lets the X server attach to a segment marked for removal, and a crash then leaves nothing behind.
        if segment >= 0 { shmctl(segment, IPC_RMID, nil) }
        if let mapped = unsafe mapped {
            unsafe memory = mapped
            self.segment = segment
        } else if let allocated = unsafe calloc(1, byteCount) {
            unsafe memory = allocated
            self.segment = nil
        } else {
            return nil
        }
        width = mode.width
        height = mode.height
        self.bytesPerRow = bytesPerRow
        self.byteCount = byteCount
    }

    deinit {
        if segment == nil { unsafe free(memory) } else { unsafe shmdt(memory) }
    }

    func withPixels<Result, Failure: Error>(
        _ body: (inout MutableSpan<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let start = unsafe memory.assumingMemoryBound(to: UInt8.self)
        var span = unsafe MutableSpan(_unsafeStart: start, count: bytesPerRow * height)
        return try body(&span)
    }
}
