import Wire

/// The decoder's last picture, as far as the display is concerned.
struct DecodedPicture {
    /// Counts the pictures of this pipeline, from 1.
    var serial: UInt64
    /// The frame's, as its receiver counts.
    var number: Int64
    var rtpTimestamp: UInt32
    var lastPacketArrival: MonotonicTime
}
