/// Frames that look like VP8 from outside, each with contents of its own: receivers without a decoder cannot tell.
package struct SyntheticVideo: Sendable {
    package var width: UInt16
    package var height: UInt16
    private var count: UInt32 = 0

    package init(width: UInt16 = 1280, height: UInt16 = 720) {
        self.width = width
        self.height = height
    }

    /// `size` bytes, at least 14: the frame tag (RFC 6386 §9.1), the number of the frame, and filler.
    package mutating func frame(isKeyFrame: Bool, size: Int) -> [UInt8] {
        var bytes: [UInt8] = [isKeyFrame ? 0x10 : 0x11, 0x02, 0x00]
        if isKeyFrame {
            bytes += [0x9D, 0x01, 0x2A, UInt8(width & 0xFF), UInt8(width >> 8), UInt8(height & 0xFF), UInt8(height >> 8)]
        }
        for shift: UInt32 in [24, 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: count >> shift)) }
        let start = bytes.count
        bytes += (start..<max(size, start)).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ Int(count)) }
        count &+= 1
        return bytes
    }
}
