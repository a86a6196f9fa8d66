package import RTP

extension PeerCore {
    /// What a peer connection tells its owner.
    package enum Event: Sendable {
        /// DTLS is done: media can flow.
        case connected
        /// A whole frame, in decoding order.
        case frame(EncodedFrame)
        /// A packet of sound, as it came.
        case sound(AudioPacket)
        /// A candidate of ours to trickle after the answer, `candidate:…`, for the section called `mid`; `nil`: there are no more.
        case localCandidate(String?, mid: String)
        /// Over, for good: nothing follows.
        case ended(PeerEnd)
    }
}
