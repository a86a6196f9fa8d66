package import Wire

/// Counters of one m-line since its start. Names are those of W3C webrtc-stats where it has them.
package struct VideoReceiverStatistics: Sendable, Equatable {
    /// Media and retransmission packets, padding-only ones included.
    package var packetsReceived: Int64 = 0
    /// Of the source in use and those before it, as RFC 3550 counts: a packet repaired by a retransmission stays lost.
    package var packetsLost: Int64 = 0
    /// Payload bytes, without headers and padding.
    package var bytesReceived: Int64 = 0
    /// Headers, header extensions and padding.
    package var headerBytesReceived: Int64 = 0
    /// Retransmissions that carry an original packet, asked for or not.
    package var retransmittedPacketsReceived: Int64 = 0
    package var retransmittedBytesReceived: Int64 = 0
    /// Packets that came too late to be of use.
    package var packetsDiscarded: Int64 = 0
    /// Seconds.
    package var jitter: Double = 0
    package var lastPacketReceivedTimestamp: MonotonicTime?

    /// Complete frames, handed out or not.
    package var framesReceived: Int64 = 0
    package var keyFramesReceived: Int64 = 0
    package var framesDecoded: Int64 = 0
    package var keyFramesDecoded: Int64 = 0
    /// Complete frames not handed out, because a reference of theirs is lost or a newer key frame made them obsolete.
    package var framesDropped: Int64 = 0
    /// Of the newest key frame, in pixels.
    package var frameWidth: Int?
    package var frameHeight: Int?

    /// NACK packets sent.
    package var nackCount: Int64 = 0
    package var pliCount: Int64 = 0
    package var firCount: Int64 = 0

    // Not in webrtc-stats: what became of packets that are not plain media.

    /// Missing packets that came after we asked for them.
    package var packetsRecovered: Int64 = 0
    /// Padding-only, of SSRC 0, or retransmissions nobody missed: sent to measure the path.
    package var probePacketsReceived: Int64 = 0
    package var duplicatePacketsReceived: Int64 = 0
    /// Not RTP, or a payload that is not what its type says.
    package var malformedPacketsReceived: Int64 = 0
    package var unknownPayloadTypePacketsReceived: Int64 = 0
    /// Of a source that is not, or not any more, the one in use.
    package var unknownSourcePacketsReceived: Int64 = 0
    package var malformedReportsReceived: Int64 = 0
    /// Times a gap was given up.
    package var gapsGivenUp: Int64 = 0

    package init() {}
}
