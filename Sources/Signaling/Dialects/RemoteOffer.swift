/// A sender's offer, as the TV gets it.
package struct RemoteOffer: Sendable, Equatable {
    package var peer: PeerID?
    /// What the sender calls itself, fit to be shown.
    package var username: String?
    /// Ties answer and candidates to this offer; senders in the field give none.
    package var negotiationID: String?
    /// The sender came back by itself, with a ticket and without a person: such an offer displaces nobody.
    package var isResumed: Bool
    /// The session description, not yet parsed.
    package var sdp: String
    /// Fresh TURN credentials for this session; empty means those of the registration.
    package var iceServers: [IceServer]

    package init(
        peer: PeerID? = nil,
        username: String? = nil,
        negotiationID: String? = nil,
        isResumed: Bool = false,
        sdp: String,
        iceServers: [IceServer] = []
    ) {
        self.peer = peer
        self.username = username
        self.negotiationID = negotiationID
        self.isResumed = isResumed
        self.sdp = sdp
        self.iceServers = iceServers
    }
}
