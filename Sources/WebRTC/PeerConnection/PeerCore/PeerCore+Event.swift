package import RTP

extension PeerCore {
    /// What a peer connection tells its owner.
    package enum Event: Sendable {
        /// DTLS is done: media can flow.
        case connected
        /// A whole frame, in decoding order.
        case frame(EncodedFrame)
        /// Over, for good: nothing follows.
        case ended(PeerEnd)
    }
}
