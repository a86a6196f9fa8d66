/// The uncompressed start of a VP8 key frame (RFC 6386 §9.1).
package struct VP8KeyFrameHeader: Sendable, Equatable {
    /// In pixels, 0…16383, before any scaling.
    package var width: Int
    package var height: Int

    /// Whether a frame that begins with `firstByte` is a key frame: the P bit is zero.
    package static func isKeyFrame(firstByte: UInt8) -> Bool {
        firstByte & 0x01 == 0
    }

    /// Reads the header of a frame known to be a key frame.
    package init(parsing frame: borrowing Span<UInt8>) throws(VP8Error) {
        guard frame.count >= 10 else { throw .truncated }
        guard frame[3] == 0x9D, frame[4] == 0x01, frame[5] == 0x2A else { throw .startCodeMissing }
        width = Int(frame[6]) | Int(frame[7] & 0x3F) << 8
        height = Int(frame[8]) | Int(frame[9] & 0x3F) << 8
    }
}
