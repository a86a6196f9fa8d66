/// The uncompressed header of a VP9 frame as far as its size (VP9 bitstream specification §6.2).
package struct VP9FrameHeader: Sendable, Equatable {
    package var isKeyFrame = false
    /// Pixels, 1…65536; `nil` where the frame takes the size of one it refers to, or only shows an earlier one.
    package var size: (width: Int, height: Int)? { width.map { ($0, height) } }
    private var width: Int?
    private var height = 0

    /// Whether a frame that begins with `firstByte` is a key frame of profile 0.
    package static func isKeyFrame(firstByte: UInt8) -> Bool {
        // frame_marker 2, profile 0, show_existing_frame 0, frame_type 0.
        firstByte & 0xFC == 0x80
    }

    package init(parsing frame: borrowing Span<UInt8>) throws(VP9Error) {
        var position = 0
        func bits(_ count: Int, of frame: borrowing Span<UInt8>) throws(VP9Error) -> Int {
            var value = 0
            for _ in 0..<count {
                guard position / 8 < frame.count else { throw .truncated }
                value = value << 1 | Int(frame[position / 8] >> (7 - UInt8(position % 8)) & 1)
                position += 1
            }
            return value
        }
        guard try bits(2, of: frame) == 2 else { throw .notAFrame }
        let low = try bits(1, of: frame)
        let profile = UInt8(try bits(1, of: frame) << 1 | low)
        guard profile == 0 else { throw .unsupportedProfile(profile) }
        // show_existing_frame
        if try bits(1, of: frame) == 1 { return }
        isKeyFrame = try bits(1, of: frame) == 0
        let isShown = try bits(1, of: frame) == 1
        let isResilient = try bits(1, of: frame) == 1
        if isKeyFrame {
            guard try bits(24, of: frame) == Self.syncCode else { throw .notAFrame }
            // color_space; 7 is RGB, which profile 0 has not.
            guard try bits(3, of: frame) != 7 else { throw .notAFrame }
            _ = try bits(1, of: frame)
        } else {
            let isIntraOnly = isShown ? false : try bits(1, of: frame) == 1
            if !isResilient { _ = try bits(2, of: frame) }
            if isIntraOnly {
                guard try bits(24, of: frame) == Self.syncCode else { throw .notAFrame }
                _ = try bits(8, of: frame)
            } else {
                // refresh_frame_flags, three references with their signs.
                _ = try bits(8 + 3 * 4, of: frame)
                for _ in 0..<3 where try bits(1, of: frame) == 1 { return }
            }
        }
        width = try bits(16, of: frame) + 1
        height = try bits(16, of: frame) + 1
    }

    private static let syncCode = 0x498342
}
