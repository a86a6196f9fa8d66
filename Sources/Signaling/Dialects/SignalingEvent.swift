/// What a TV hears from its signaling system, whichever of them it is.
package enum SignalingEvent: Sendable, Equatable {
    case registered(Registration)
    case registrationFailed(SignalingFailure)
    case offer(RemoteOffer)
    /// This sender waits for an offer of the TV's.
    case offerWanted(peer: PeerID?, username: String?, iceServers: [IceServer])
    /// The reply to `SignalingCommand.offer`.
    case answer(RemoteAnswer)
    case candidate(RemoteCandidate)
    case senderState(SenderState)
    /// The server asks whether this sender may come in (policy `ask`).
    case ask(peer: PeerID?, username: String?)
    /// The question about this sender is settled without us: who presents has answered it, or the sender asks no more.
    case decided(peer: PeerID?, accept: Bool)
    /// `peer` is `nil` where the system knows no names: then the sessions without a name are meant.
    case sessionEnd(peer: PeerID?, reason: SessionEndReason)
    /// This sender has left the signaling system, perhaps because it needs it no more: only its media tell.
    case peerLeft(peer: PeerID?)
}
