/// Memory for one frame: rows of BGRA bytes, whose fourth byte carries nothing; or planes, where `planar` says so.
///
/// Only the holder of the lease writes; a back end reads while no lease is out.
package protocol FrameBuffer: AnyObject, Sendable {
    /// Pixels.
    var width: Int { get }
    /// Pixels.
    var height: Int { get }
    /// Bytes from one row to the next, at least `width * 4`.
    var bytesPerRow: Int { get }
    /// Whether reading is much slower than writing (memory the display hardware scans out): draw elsewhere, then copy.
    var isReadingSlow: Bool { get }
    /// `nil` for BGRA. With planes, `width` and `height` are the frame's, and `bytesPerRow` is the first plane's.
    var planar: PlanarLayout? { get }
    /// What the last writer recorded about the contents (see `FrameLease.contentTag`); 0 is "unknown".
    var contentTag: UInt64 { get set }

    /// The pixels, `bytesPerRow * height` bytes.
    func withPixels<Result, Failure: Error>(
        _ body: (inout MutableSpan<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result

    /// The screen as this buffer makes it, in a copy.
    func screenImage() -> PixelImage
}

extension FrameBuffer {
    package var isReadingSlow: Bool { false }
    package var planar: PlanarLayout? { nil }

    package func screenImage() -> PixelImage { PixelImage(copying: self) }

    /// Copies a picture of the buffer's size into it; `false`, and nothing is written, when the sizes differ or it holds planes.
    package func write(_ image: PixelImage) -> Bool {
        guard planar == nil, image.width == width, image.height == height else { return false }
        let (rowBytes, bytesPerRow, rows) = (width * 4, bytesPerRow, height)
        withPixels { pixels in
            unsafe pixels.withUnsafeMutableBufferPointer { target in
                unsafe image.pixels.withUnsafeBufferPointer { source in
                    for row in 0..<rows {
                        let line = source.extracting((row * rowBytes)..<((row + 1) * rowBytes))
                        let place = target.extracting((row * bytesPerRow)..<(row * bytesPerRow + rowBytes))
                        _ = unsafe place.update(fromContentsOf: line)
                    }
                }
            }
        }
        return true
    }
}

/// The back end a lease goes back to.
package protocol FrameBufferOwner: AnyObject, Sendable {
    /// The lease ended without being presented.
    func giveBack(_ buffer: any FrameBuffer)
}
