/// A buffer that takes the decoder's planes as they are: the display hardware converts, scales and places them.
package struct PlanarLayout: Hashable, Sendable {
    /// What the buffer is for: the frame's size and its place on the screen.
    package var letterbox: Letterbox
    /// Bytes from one row of the first plane (Y) to the next; the plane is at the buffer's start.
    package var lumaStride: Int
    /// Bytes from one row of chroma to the next.
    package var chromaStride: Int
    /// Where U starts, in bytes; U and V in turn where `chromaOffsetV` is `nil` (NV12).
    package var chromaOffset: Int
    /// Where V starts, in bytes (I420).
    package var chromaOffsetV: Int?

    package init(letterbox: Letterbox, lumaStride: Int, chromaStride: Int, chromaOffset: Int, chromaOffsetV: Int? = nil) {
        self.letterbox = letterbox
        self.lumaStride = lumaStride
        self.chromaStride = chromaStride
        self.chromaOffset = chromaOffset
        self.chromaOffsetV = chromaOffsetV
    }

    /// Rows of either chroma plane.
    package var chromaRows: Int { (letterbox.frameHeight + 1) / 2 }

    /// Bytes the planes need.
    package var byteCount: Int { (chromaOffsetV ?? chromaOffset) + chromaStride * chromaRows }
}
