import Wire

/// A packet of the media stream, received as such or restored from a retransmission.
struct MediaPacket: Sendable {
    enum Content: Sendable {
        /// Bytes of a frame; `isKeyFrame` only says so in its first packet.
        case video(FrameDescriptor, isKeyFrame: Bool)
        case padding
    }

    /// Extended.
    let sequence: Int64
    let timestamp: UInt32
    let marker: Bool
    let arrival: MonotonicTime
    let content: Content
    /// It was missing, and had been asked for.
    var wasRequested = false
    let bytes: [UInt8]
    /// Where the codec's data is in `bytes`.
    let data: Range<Int>
}
