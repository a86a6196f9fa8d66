extension VideoReceiver {
    /// A media source and its retransmissions, as `a=ssrc` and `a=ssrc-group:FID` announce them.
    package struct Source: Sendable, Equatable {
        package var ssrc: UInt32
        package var rtxSSRC: UInt32?

        package init(ssrc: UInt32, rtxSSRC: UInt32? = nil) {
            self.ssrc = ssrc
            self.rtxSSRC = rtxSSRC
        }
    }

    /// The `a=rtcp-fb` both sides agreed on.
    package struct Feedback: OptionSet, Sendable {
        package let rawValue: UInt8

        package init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        /// `nack`
        package static let nack = Feedback(rawValue: 1)
        /// `nack pli`
        package static let pictureLossIndication = Feedback(rawValue: 2)
        /// `ccm fir`
        package static let fullIntraRequest = Feedback(rawValue: 4)
        /// `transport-cc`
        package static let transportWideCC = Feedback(rawValue: 8)
        /// `goog-remb`
        package static let receiverEstimatedMaximumBitrate = Feedback(rawValue: 16)
    }

    /// What the negotiation settled for one m-line.
    package struct Configuration: Sendable, Equatable {
        /// Ours, in RTCP; not zero.
        package var localSSRC: UInt32
        package var cname: String
        package var codec = EncodedFrame.Codec.vp8
        /// Of the codec, as offered.
        package var payloadType: UInt8
        /// Of the RTX whose `apt` is `payloadType`.
        package var rtxPayloadType: UInt8?
        /// Announced sources, if any; others are admitted too.
        package var sources: [Source] = []
        /// Hz.
        package var clockRate: UInt32 = 90_000
        /// Header extension id of the transport-wide sequence number.
        package var transportWideCCExtension: UInt8?
        /// Header extension id of the MID, and the value of this m-line: packets that name another are not ours.
        package var midExtension: UInt8?
        package var mid: String?
        package var feedback: Feedback
        /// `a=rtcp-rsize` was agreed.
        package var usesReducedSizeRTCP = true
        /// What REMB says where transport-cc was not agreed, in bits per second.
        package var maximumBitrate: UInt64 = 20_000_000

        package init(localSSRC: UInt32, cname: String, payloadType: UInt8, rtxPayloadType: UInt8?, feedback: Feedback) {
            self.localSSRC = localSSRC
            self.cname = cname
            self.payloadType = payloadType
            self.rtxPayloadType = rtxPayloadType
            self.feedback = feedback
        }

        var usesTransportFeedback: Bool { feedback.contains(.transportWideCC) && transportWideCCExtension != nil }
    }
}
