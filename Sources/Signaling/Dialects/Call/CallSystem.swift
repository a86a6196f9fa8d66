import JSON

extension SignalingSystem {
    /// Socket.IO, a call between two in a room.
    package static let call = SignalingSystem(
        name: "call",
        transport: .socketIO,
        makeTVDialect: { CallTVDialect(room: $0.room) },
        makeRoomDialect: { CallRoomDialect() }
    )
}

/// The names of the system's events.
enum CallEvent: String {
    case connectionSuccess, joinRoom, callRemote, acceptCall, sendOffer, sendAnswer, sendCandidate, hangUp
    /// Ours, to a caller that did not get in; stock pages do not know it.
    case joinError

    func message(_ arguments: JSONValue...) -> WireMessage {
        .event(SocketIOMessage(event: rawValue, arguments: arguments))
    }

    init?(_ message: WireMessage) {
        guard case .event(let message) = message else { return nil }
        self.init(rawValue: message.event)
    }
}
