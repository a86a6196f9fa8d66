package import Dialects

/// What the rooms are told once, and their limits.
package struct RoomsConfiguration: Sendable {
    /// Letters of a new code, at least: they grow with the number of codes, so that guessing stays hopeless.
    package var codeLength = 6
    /// STUN and TURN servers given to TVs and senders.
    package var iceServers: [IceServer] = []
    /// A TURN server whose credentials are made for each registration, join and offer.
    package var turn: TURNAccess?
    /// Where people open the sender page; told to TVs, which show it.
    package var senderURL: String?

    /// Senders in one room.
    package var maximumSenders = 8
    /// Candidates of one side in one negotiation; the rest is dropped.
    package var maximumCandidates = 200
    /// Codes, those of absent TVs included; beyond it the TV that has been away longest loses its place.
    package var maximumRooms = 100_000
    /// How long what a sender says is kept while there is nobody to hand it to.
    package var holdTime: Duration = .seconds(10)
    /// How long a TV may take to decide about a sender (policy `ask`).
    package var decisionTime: Duration = .seconds(30)
    /// How long the code of an absent TV is given to nobody else.
    package var reservationTime: Duration = .seconds(7 * 24 * 3600)
    /// Failed joins of one network: a burst, then one per interval.
    package var failedJoinBurst = 5
    package var failedJoinInterval: Duration = .seconds(6)
    /// Failed joins of one connection, after which it is closed.
    package var failedJoinsPerConnection = 5
    /// Failed joins of everyone together in any one second; beyond it codes are not looked at.
    package var failedJoinsPerSecond = 50
    /// New codes for one network: a burst, then one per interval.
    package var newCodeBurst = 60
    package var newCodeInterval: Duration = .seconds(1)

    package init() {}
}
