/// The right to write one back buffer: present it, or drop it and the buffer goes back.
package struct FrameLease: ~Copyable, Sendable {
    private let buffer: any FrameBuffer
    private let owner: any FrameBufferOwner
    private var isSpent = false

    /// What the previous writer of this very buffer set as `contentTag`; 0 when that is not known.
    ///
    /// A writer that finds its own tag here knows what the buffer still holds (black borders, say) and need not write it again.
    package let previousContentTag: UInt64

    package init(buffer: any FrameBuffer, owner: any FrameBufferOwner) {
        self.buffer = buffer
        self.owner = owner
        previousContentTag = buffer.contentTag
        buffer.contentTag = 0
    }

    deinit {
        if !isSpent { owner.giveBack(buffer) }
    }

    /// Pixels.
    package var width: Int { buffer.width }
    /// Pixels.
    package var height: Int { buffer.height }
    /// Bytes from one row to the next.
    package var bytesPerRow: Int { buffer.bytesPerRow }
    /// `nil` for BGRA; else the planes that the pixels are.
    package var planar: PlanarLayout? { buffer.planar }
    /// Whether reading or blending in the pixels is to be avoided.
    package var isReadingSlow: Bool { buffer.isReadingSlow }

    /// Records what the buffer holds now, for the writer that gets it next. Take tags from a `PresentationTokens`.
    package mutating func setContentTag(_ tag: UInt64) {
        buffer.contentTag = tag
    }

    /// The pixels: BGRA, `bytesPerRow * height` bytes, or the planes of `planar`; holding whatever was written there last.
    package mutating func withPixels<Result, Failure: Error>(
        _ body: (inout MutableSpan<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try buffer.withPixels(body)
    }

    /// Copies a picture of the buffer's size into it; `false`, and nothing is written, when the sizes differ.
    package mutating func write(_ image: PixelImage) -> Bool {
        buffer.write(image)
    }

    /// Ends the lease without giving the buffer back. For back ends, in `present`.
    package consuming func spend() -> any FrameBuffer {
        isSpent = true
        return buffer
    }
}
