/// A sender's answer to an offer that the TV made.
package struct RemoteAnswer: Sendable, Equatable {
    package var peer: PeerID?
    package var negotiationID: String?
    /// The session description, not yet parsed.
    package var sdp: String

    package init(peer: PeerID? = nil, negotiationID: String? = nil, sdp: String) {
        self.peer = peer
        self.negotiationID = negotiationID
        self.sdp = sdp
    }
}
