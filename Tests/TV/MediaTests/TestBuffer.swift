import DisplayContract

/// A frame buffer that a test can look into.
///
/// `@unchecked Sendable`: used by one test on one thread.
final class TestBuffer: FrameBuffer, FrameBufferOwner, @unchecked Sendable {
    let width: Int
    let height: Int
    let bytesPerRow: Int
    let planar: PlanarLayout?
    var contentTag: UInt64 = 0
    private(set) var returns = 0
    private let bytes: UnsafeMutableBufferPointer<UInt8>

    /// - Parameter padding: bytes at the end of each row that are nobody's business.
    init(width: Int, height: Int, padding: Int = 0) {
        self.width = width
        self.height = height
        bytesPerRow = width * 4 + padding
        planar = nil
        bytes = .allocate(capacity: bytesPerRow * height)
        bytes.initialize(repeating: 0xA5)
    }

    /// One that takes planes.
    init(planar: PlanarLayout) {
        width = planar.letterbox.frameWidth
        height = planar.letterbox.frameHeight
        bytesPerRow = planar.lumaStride
        self.planar = planar
        bytes = .allocate(capacity: planar.byteCount)
        bytes.initialize(repeating: 0xA5)
    }

    subscript(offset: Int) -> UInt8 { bytes[offset] }

    deinit { bytes.deallocate() }

    func withPixels<Result, Failure: Error>(
        _ body: (inout MutableSpan<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var span = MutableSpan(_unsafeElements: bytes)
        return try body(&span)
    }

    func giveBack(_ buffer: any FrameBuffer) { returns += 1 }

    func lease() -> FrameLease { FrameLease(buffer: self, owner: self) }

    var image: PixelImage { PixelImage(copying: self) }

    var paddingIsUntouched: Bool {
        (0..<height).allSatisfy { row in
            bytes[(row * bytesPerRow + width * 4)..<((row + 1) * bytesPerRow)].allSatisfy { $0 == 0xA5 }
        }
    }

    func fill(_ byte: UInt8) { bytes.update(repeating: byte) }
}
