/// One frame in ordinary memory.
///
/// `@unchecked Sendable`: the pixels and `contentTag` belong to the holder of the lease, and to the display while there
/// is none; `DisplayCore`'s lock hands them over.
@safe package final class MemoryBuffer: FrameBuffer, @unchecked Sendable {
    package let width: Int
    package let height: Int
    package let bytesPerRow: Int
    package var contentTag: UInt64 = 0
    private let pixels: UnsafeMutableBufferPointer<UInt8>

    package init(mode: DisplayMode) {
        width = mode.width
        height = mode.height
        bytesPerRow = mode.width * 4
        unsafe pixels = .allocate(capacity: bytesPerRow * mode.height)
        unsafe pixels.initialize(repeating: 0)
    }

    deinit { unsafe pixels.deallocate() }

    package func withPixels<Result, Failure: Error>(
        _ body: (inout MutableSpan<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var span = unsafe MutableSpan(_unsafeElements: pixels)
        return try body(&span)
    }
}
