package import Wire

/// What a TV says to its signaling system, whichever of them it is.
package enum SignalingCommand: Sendable, Equatable {
    /// With `code` and `token` the TV asks for the code it already has.
    case register(code: String?, token: Redacted<String>?, name: String)
    case answer(peer: PeerID?, negotiationID: String?, sdp: String)
    /// The reply to `SignalingEvent.offerWanted`.
    case offer(peer: PeerID?, negotiationID: String?, sdp: String)
    /// A `candidate` of `nil` or empty means end of candidates.
    case candidate(
        peer: PeerID?,
        negotiationID: String?,
        candidate: String?,
        sdpMid: String?,
        sdpMLineIndex: Int?,
        usernameFragment: String?
    )
    case sessionEnd(peer: PeerID?, reason: SessionEndReason)
    /// `presenter` is the name of who is on the screen.
    case state(policy: PresentationPolicy, presenter: String?, state: TVState)
    case status(peer: PeerID?, ProjectionStatus)
    /// The reply to `SignalingEvent.ask`.
    case decide(peer: PeerID?, accept: Bool)
}
