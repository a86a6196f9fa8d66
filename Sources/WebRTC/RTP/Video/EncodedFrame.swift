package import Wire

/// A whole frame that can be decoded after the frames handed out before it.
package struct EncodedFrame: Sendable {
    package enum Codec: String, Sendable, Hashable, CaseIterable {
        case vp8
        /// Profile 0.
        case vp9
    }

    package var codec: Codec
    package var data: [UInt8]
    package var isKeyFrame: Bool
    /// Pixels; from the header of a key frame, `nil` otherwise.
    package var width: Int?
    package var height: Int?
    /// In units of the clock rate, wrapping.
    package var rtpTimestamp: UInt32
    /// Counts the frames handed out, from 0; the decoder names the frame by it.
    package var number: Int64
    package var firstPacketArrival: MonotonicTime
    package var lastPacketArrival: MonotonicTime
    /// Packets of it were lost, or late enough to be asked for again.
    package var wasRepaired: Bool

    package init(
        codec: Codec,
        data: [UInt8],
        isKeyFrame: Bool,
        width: Int?,
        height: Int?,
        rtpTimestamp: UInt32,
        number: Int64,
        firstPacketArrival: MonotonicTime,
        lastPacketArrival: MonotonicTime,
        wasRepaired: Bool = false
    ) {
        self.codec = codec
        self.data = data
        self.isKeyFrame = isKeyFrame
        self.width = width
        self.height = height
        self.rtpTimestamp = rtpTimestamp
        self.number = number
        self.firstPacketArrival = firstPacketArrival
        self.lastPacketArrival = lastPacketArrival
        self.wasRepaired = wasRepaired
    }
}
