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
    case connect(code: String, username: String?, resumeTicket: Redacted<String>?)
    case offer(JSONValue, negotiationID: String?)
    case answer(JSONValue, peer: PeerID?, negotiationID: String?)
    /// `.null`, or an object with an empty `candidate`, ends the candidates.
    case candidate(JSONValue, peer: PeerID?, negotiationID: String?)
    /// What the TV shows now; without `peer` it is meant for every sender of the room.
    case status(JSONObject, peer: PeerID?)
    case senderState(JSONObject)
    /// The TV's verdict on a sender it was asked about.
    case decide(peer: PeerID, accept: Bool)
    case sessionEnd(peer: PeerID?, reason: SessionEndReason)
}
