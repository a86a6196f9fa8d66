/// Cuts VP8 frames into RTP payloads (RFC 7741 §4), evenly, as Chromium does.
struct VP8Packetizer: Sendable {
    private static let descriptorLength = 4

    /// Bytes of payload, its descriptor included.
    let maximumPayloadSize: Int
    private var pictureID: UInt16

    init(maximumPayloadSize: Int, firstPictureID: UInt16) {
        self.maximumPayloadSize = maximumPayloadSize
        pictureID = firstPictureID & 0x7FFF
    }

    /// The payloads of the next frame, first to last.
    mutating func payloads(of frame: [UInt8]) -> [[UInt8]] {
        let room = maximumPayloadSize - Self.descriptorLength
        let count = max((frame.count + room - 1) / room, 1)
        let payloads = (0..<count).map { index in
            let bounds = (frame.count * index / count)..<(frame.count * (index + 1) / count)
            return descriptor(isFirst: index == 0) + frame[bounds]
        }
        pictureID = (pictureID + 1) & 0x7FFF
        return payloads
    }

    /// X, and S at the start of the frame; I with a PictureID of 15 bits.
    private func descriptor(isFirst: Bool) -> [UInt8] {
        [isFirst ? 0x90 : 0x80, 0x80, 0x80 | UInt8(pictureID >> 8), UInt8(truncatingIfNeeded: pictureID)]
    }
}
