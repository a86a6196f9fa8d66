package import Wire

/// Counters of the audio's m-line since its start. Names are those of W3C webrtc-stats where it has them.
package struct AudioReceiverStatistics: Sendable, Equatable {
    package var packetsReceived: Int64 = 0
    /// Of the source in use and those before it, as RFC 3550 counts.
    package var packetsLost: Int64 = 0
    /// Payload bytes, without headers and padding.
    package var bytesReceived: Int64 = 0
    /// Headers, header extensions and padding.
    package var headerBytesReceived: Int64 = 0
    /// Seconds.
    package var jitter: Double = 0
    package var lastPacketReceivedTimestamp: MonotonicTime?
    /// NACK packets sent.
    package var nackCount: Int64 = 0

    // Not in webrtc-stats: what became of packets that are not plain sound.

    /// Without a payload: sent to measure the path.
    package var probePacketsReceived: Int64 = 0
    /// Not Opus, though their type says so.
    package var malformedPacketsReceived: Int64 = 0
    /// Of a source that is not, or not any more, the one in use.
    package var unknownSourcePacketsReceived: Int64 = 0

    package init() {}
}
