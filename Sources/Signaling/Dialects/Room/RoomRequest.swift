package import JSON
package import Wire

/// What a TV or a sender asks of the room server, whatever wrote it down.
///
/// Descriptions and candidates stay the JSON they came as: the server hands them on, it does not read them.
package enum RoomRequest: Sendable, Equatable {
    /// A TV wants a code; with a code and its token, that code again.
    case register(code: String?, token: Redacted<String>?, name: String?)
    /// A TV tells what it would do with a further sender.
    case state(RoomTVState)
    /// A sender types a code. `resumeTicket` comes from an earlier join.
    case connect(code: String, username: String?, resumeTicket: Redacted<String>?, terms: JoinTerms = JoinTerms())
    case offer(JSONValue, negotiationID: String?)
    /// A sender would rather have an offer than make one; who will is in `RoomReply.whoOffers`.
    case wantOffer
    /// A TV's own offer, because a sender wanted one.
    case tvOffer(JSONValue, peer: PeerID?, negotiationID: String?)
    /// Of a TV with `peer`, or of a sender that was made an offer.
    case answer(JSONValue, peer: PeerID?, negotiationID: String?)
    /// `.null`, or an object with an empty `candidate`, ends the candidates.
    case candidate(JSONValue, peer: PeerID?, negotiationID: String?)
    /// What the TV shows now; without `peer` it is meant for every sender of the room.
    case status(JSONObject, peer: PeerID?)
    case senderState(JSONObject)
    /// The TV's verdict on a sender it was asked about.
    case decide(peer: PeerID, accept: Bool)
    case sessionEnd(peer: PeerID?, reason: SessionEndReason)
    /// A sender leaves its room, or takes one out that left a ghost there: `handle` is what that one called itself. `nil` is
    /// the sender itself. Nobody is told.
    case leave(code: String?, handle: String?)
}

/// How a sender comes into a room, where its system has rules of its own.
package struct JoinTerms: Sendable, Equatable {
    /// What the sender calls itself; a later join under the same name takes the earlier one's place.
    package var handle: String?
    /// The system's rooms hold two: it comes in only while no other sender is there.
    package var isExclusive: Bool

    package init(handle: String? = nil, isExclusive: Bool = false) {
        self.handle = handle
        self.isExclusive = isExclusive
    }
}
