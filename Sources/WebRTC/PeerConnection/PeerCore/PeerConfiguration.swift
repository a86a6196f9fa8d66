/// What the owner decides about every peer.
package struct PeerConfiguration: Hashable, Sendable {
    /// Written into the answer so that the sender starts fast and sharp (Documentation/Decisions/0004).
    package var bitrate: BitrateHints

    package init(bitrate: BitrateHints = BitrateHints()) {
        self.bitrate = bitrate
    }
}
