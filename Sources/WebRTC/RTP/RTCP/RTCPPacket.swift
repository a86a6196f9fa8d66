/// One RTCP packet, as a receiver of video reads and writes them.
package enum RTCPPacket: Sendable, Equatable {
    /// RFC 3550 §6.4.1.
    case senderReport(SenderReport)
    /// RFC 3550 §6.4.2.
    case receiverReport(ssrc: UInt32, blocks: [ReportBlock])
    /// RFC 3550 §6.5.
    case sourceDescription([SourceDescription])
    /// RFC 3550 §6.6: the sources that leave.
    case goodbye([UInt32])
    /// RFC 4585 §6.3.1.
    case pictureLossIndication(senderSSRC: UInt32, mediaSSRC: UInt32)
    /// RFC 5104 §4.3.1.
    case fullIntraRequest(senderSSRC: UInt32, entries: [FullIntraRequestEntry])
    /// draft-alvestrand-rmcat-remb-03 §2.2.
    case receiverEstimatedMaximumBitrate(ReceiverEstimatedMaximumBitrate)
    /// RFC 4585 §6.2.1.
    case genericNack(GenericNack)
    /// draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1.
    case transportFeedback(TransportFeedback)
    /// Anything else, such as XR or APP: skipped.
    case other(packetType: UInt8, format: UInt8)
}

/// What a sender says of itself and its clock (RFC 3550 §6.4.1).
package struct SenderReport: Sendable, Equatable {
    package var ssrc: UInt32
    /// Seconds since 1900 in 32.32 fixed point.
    package var ntpTimestamp: UInt64
    /// The same instant on the media clock.
    package var rtpTimestamp: UInt32
    package var packetCount: UInt32
    package var octetCount: UInt32
    package var blocks: [ReportBlock] = []

    package init(ssrc: UInt32, ntpTimestamp: UInt64, rtpTimestamp: UInt32, packetCount: UInt32, octetCount: UInt32) {
        self.ssrc = ssrc
        self.ntpTimestamp = ntpTimestamp
        self.rtpTimestamp = rtpTimestamp
        self.packetCount = packetCount
        self.octetCount = octetCount
    }
}

/// A source and its canonical name (RFC 3550 §6.5); the other items are skipped.
package struct SourceDescription: Sendable, Equatable {
    package var ssrc: UInt32
    package var cname: String?

    package init(ssrc: UInt32, cname: String? = nil) {
        self.ssrc = ssrc
        self.cname = cname
    }
}

/// One command to send an intra picture (RFC 5104 §4.3.1.1).
package struct FullIntraRequestEntry: Sendable, Equatable {
    package var ssrc: UInt32
    /// Changes with every new command.
    package var sequenceNumber: UInt8

    package init(ssrc: UInt32, sequenceNumber: UInt8) {
        self.ssrc = ssrc
        self.sequenceNumber = sequenceNumber
    }
}

/// The bit rate its sender should stay below (draft-alvestrand-rmcat-remb-03).
package struct ReceiverEstimatedMaximumBitrate: Sendable, Equatable {
    package var senderSSRC: UInt32
    /// Bits per second; 18 significant bits survive the wire.
    package var bitrate: UInt64
    package var ssrcs: [UInt32]

    package init(senderSSRC: UInt32, bitrate: UInt64, ssrcs: [UInt32]) {
        self.senderSSRC = senderSSRC
        self.bitrate = bitrate
        self.ssrcs = ssrcs
    }
}
