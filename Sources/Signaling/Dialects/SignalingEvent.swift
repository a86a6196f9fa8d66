/// What a TV hears from its signaling system, whichever of the four it is.
package enum SignalingEvent: Sendable, Equatable {
    case registered(Registration)
    case registrationFailed(SignalingFailure)
    case offer(RemoteOffer)
    case candidate(RemoteCandidate)
    case senderState(SenderState)
    /// The server asks whether this sender may come in (policy `ask`).
    case ask(peer: PeerID?, username: String?)
    /// `peer` is `nil` where the system knows no names: then the sessions without a name are meant.
    case sessionEnd(peer: PeerID?, reason: SessionEndReason)
}
