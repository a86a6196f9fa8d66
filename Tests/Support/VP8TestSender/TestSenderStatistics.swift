/// Counters of one sender since its start, with the names of the W3C's webrtc-stats where it has them.
package struct TestSenderStatistics: Sendable, Equatable {
    package var framesSent = 0
    package var keyFramesSent = 0
    /// Media packets, without retransmissions and padding.
    package var packetsSent = 0
    /// Their payloads.
    package var bytesSent = 0
    package var retransmittedPacketsSent = 0
    package var nackCount = 0
    package var pliCount = 0
    package var firCount = 0
    /// From reports, measured at the last one.
    package var roundTripTime: Duration?
    /// 0 to 1, of the last report.
    package var fractionLost = 0.0
    package var reportBlocksReceived = 0
    package var transportReportsReceived = 0
    /// Of transport-cc, retransmissions and padding included.
    package var packetsReportedReceived = 0
    package var packetsReportedLost = 0
    /// REMB, in bits per second.
    package var maximumBitrate: UInt64?
    package var goodbyesReceived = 0
    package var malformedReportsReceived = 0

    package init() {}

    mutating func count(_ packet: OutgoingPacket) {
        switch packet.kind {
        case .media:
            packetsSent += 1
            bytesSent += packet.payload.count
        case .retransmission: retransmittedPacketsSent += 1
        case .padding: break
        }
    }
}
