extension VideoSender {
    /// What the negotiation settled for the one m-line.
    struct Configuration: Sendable {
        var ssrc: UInt32
        var retransmissionSSRC: UInt32
        var cname: String
        /// Of VP8.
        var payloadType: UInt8
        /// `nil`: lost packets stay lost.
        var retransmissionPayloadType: UInt8?
        var mid: String
        /// Header extension ids; what the answer does not name is not sent.
        var midExtension: UInt8?
        var transportWideCCExtension: UInt8?
        var absSendTimeExtension: UInt8?
        var pacing: Pacing
        /// A packet of padding precedes all media, as in browsers.
        var opensWithPadding: Bool
        var rateControl: RateControl.Limits?
    }
}
