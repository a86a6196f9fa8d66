/// Several VP9 frames in one piece, with an index at the end (VP9 bitstream specification, annex B).
package enum VP9Superframe {
    /// Where the frames are; all of `data` where there is no index.
    package static func frames(in data: borrowing Span<UInt8>) -> [Range<Int>] {
        let whole = [0..<data.count]
        guard data.count > 0 else { return [] }
        let marker = data[data.count - 1]
        guard marker & 0xE0 == 0xC0 else { return whole }
        let count = Int(marker & 0x07) + 1
        let bytesPerSize = Int(marker >> 3 & 0x03) + 1
        let index = data.count - 2 - count * bytesPerSize
        guard index >= 0, data[index] == marker else { return whole }
        var frames: [Range<Int>] = []
        var start = 0
        for frame in 0..<count {
            var size = 0
            for byte in 0..<bytesPerSize { size |= Int(data[index + 1 + frame * bytesPerSize + byte]) << (8 * byte) }
            guard size <= index - start else { return whole }
            if size > 0 { frames.append(start..<(start + size)) }
            start += size
        }
        return frames
    }
}
