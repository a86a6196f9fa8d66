/// What the owner decides about every peer.
package struct PeerConfiguration: Hashable, Sendable {
    /// Written into the answer so that the sender starts fast and sharp (Documentation/Decisions/0004).
    package var bitrate: BitrateHints
    /// Whether sound is taken beside the picture.
    package var receivesSound: Bool

    package init(bitrate: BitrateHints = BitrateHints(), receivesSound: Bool = true) {
        self.bitrate = bitrate
        self.receivesSound = receivesSound
    }
}
