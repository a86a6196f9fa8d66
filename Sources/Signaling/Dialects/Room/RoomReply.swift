package import JSON
package import Wire

/// What the room server says to a TV or to a sender, whatever writes it down.
package enum RoomReply: Sendable, Equatable {
    /// To a TV: the code to show, and what gets it back.
    case registered(code: String, token: Redacted<String>, iceServers: [IceServer], senderURL: String?)
    case registrationRefused(RoomRefusal)
    /// To a sender: it is in the room. `tvName` is `nil` for a TV that gave none.
    case connected(peer: PeerID, tvName: String?, iceServers: [IceServer], resumeTicket: Redacted<String>)
    case connectionRefused(RoomRefusal)
    /// To a TV; `resumed` says that the sender came back by itself, with a ticket and without a person.
    case offer(JSONValue, peer: PeerID, username: String?, negotiationID: String?, resumed: Bool, iceServers: [IceServer])
    /// To a TV: this sender waits for its offer.
    case offerWanted(peer: PeerID, username: String?, iceServers: [IceServer])
    /// To a sender that would rather not offer: whether the TV does, or it has to after all.
    case whoOffers(tv: Bool)
    /// To a sender: the TV's own offer.
    case tvOffer(JSONValue, negotiationID: String?)
    /// To a sender.
    case answer(JSONValue, negotiationID: String?)
    /// To a TV: the reply to its own offer.
    case answerToTV(JSONValue, peer: PeerID, negotiationID: String?)
    /// To a TV with `peer`, to a sender without.
    case candidate(JSONValue, peer: PeerID?, negotiationID: String?)
    /// To a sender: what the TV shows now, as the TV wrote it.
    case status(JSONObject)
    /// To a sender: its join waits for a person at the TV.
    case waitingForDecision
    /// To a TV: how a sender's track is doing, as the sender wrote it.
    case senderState(JSONObject, peer: PeerID)
    /// To a TV and to who presents: may this sender have the screen?
    case ask(peer: PeerID, username: String?)
    /// To whom was asked too: somebody else has decided, or the sender asks no more.
    case decided(peer: PeerID, accept: Bool)
    /// To a TV with `peer`, to a sender without, but with the name of who presents instead if that is why.
    case sessionEnd(peer: PeerID?, reason: SessionEndReason, presenter: String? = nil)

    /// Whether two peers are finding each other by it.
    package var isNegotiation: Bool {
        switch self {
        case .offer, .offerWanted, .tvOffer, .answer, .answerToTV, .candidate: true
        case .registered, .registrationRefused, .connected, .connectionRefused, .whoOffers, .status, .waitingForDecision,
            .senderState, .ask, .decided, .sessionEnd:
            false
        }
    }
}
