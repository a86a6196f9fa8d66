extension AudioReceiver {
    /// What the negotiation settled for the audio's m-line.
    package struct Configuration: Sendable, Equatable {
        /// Ours, in RTCP; not zero.
        package var localSSRC: UInt32
        package var cname: String
        /// Of Opus.
        package var payloadType: UInt8
        /// The announced source, if any; others are admitted too.
        package var ssrc: UInt32?
        /// Header extension id of the MID, and the value of this m-line: packets that name another are not ours.
        package var midExtension: UInt8?
        package var mid: String?
        /// `a=rtcp-fb` with `nack` was agreed.
        package var usesNack = false
        /// `a=rtcp-rsize` was agreed.
        package var usesReducedSizeRTCP = true

        package init(localSSRC: UInt32, cname: String, payloadType: UInt8) {
            self.localSSRC = localSSRC
            self.cname = cname
            self.payloadType = payloadType
        }
    }
}
