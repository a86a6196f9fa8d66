package import ICE
package import RTP

/// What the owner decides about every peer.
package struct PeerConfiguration: Hashable, Sendable {
    /// Written into the answer so that the sender starts fast and sharp (Documentation/Decisions/0004).
    package var bitrate: BitrateHints
    /// Whether sound is taken beside the picture.
    package var receivesSound: Bool
    /// Which of our candidates are used.
    package var iceTransportPolicy: ICETransportPolicy
    /// Taken where a sender offers both.
    package var preferredCodec: EncodedFrame.Codec

    package init(
        bitrate: BitrateHints = BitrateHints(),
        receivesSound: Bool = true,
        iceTransportPolicy: ICETransportPolicy = .all,
        preferredCodec: EncodedFrame.Codec = .vp8
    ) {
        self.bitrate = bitrate
        self.receivesSound = receivesSound
        self.iceTransportPolicy = iceTransportPolicy
        self.preferredCodec = preferredCodec
    }
}
