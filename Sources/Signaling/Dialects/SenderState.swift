/// What a sender says about its track.
package struct SenderState: Sendable, Equatable {
    package var peer: PeerID?
    package var isPaused: Bool
    /// W3C mst-content-hint: `detail`, `text`, `motion` or empty.
    package var contentHint: String?

    package init(peer: PeerID? = nil, isPaused: Bool, contentHint: String? = nil) {
        self.peer = peer
        self.isPaused = isPaused
        self.contentHint = contentHint
    }
}
