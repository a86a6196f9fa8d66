import JSON

extension SignalingSystem {
    /// Plain WebSocket, JSON with a `Method`, calls by user id.
    package static let user = SignalingSystem(
        name: "user",
        transport: .webSocket(paths: ["/wss", "/webrtc/wss"]),
        needs: .userID,
        makeTVDialect: { UserTVDialect(userID: UserID(configured: $0.userID ?? "")) },
        makeRoomDialect: { UserRoomDialect() }
    )
}

/// What clients of the system say.
enum UserMethod: String {
    case connect = "user/connect"
    case offer = "message/offer"
    case answer = "message/answer"
    case candidate = "message/candidate"
    case sendToAll = "message/sendtoall"

    /// As it is written in the field.
    var name: String {
        switch self {
        case .connect: "User/Connect"
        case .offer: "Message/Offer"
        case .answer: "Message/Answer"
        case .candidate: "Message/Candidate"
        case .sendToAll: "Message/SendToAll"
        }
    }

    func message(from: UserID, to: UserID?, data: JSONValue) -> WireMessage {
        .text([
            "Method": .string(name), "Type": "", "Message": "", "fromId": from.json, "toId": to?.json ?? 0, "data": data,
        ])
    }
}

/// What its servers say.
enum UserCode: Int64 {
    case userList = 10000
    case chat = 10005
    case userCame = 10006
    case userLeft = 10008
    case candidate = 10009
    case offer = 10010
    case answer = 10011
    /// Ours, to a client that did not reach the TV; stock pages do not know it.
    case refused = 10099

    func message(_ data: JSONValue, text: String = "") -> WireMessage {
        .text(["method": .string(method), "type": "", "message": .string(text), "code": .integer(rawValue), "data": data])
    }

    private var method: String {
        switch self {
        case .userList, .userCame, .userLeft: UserMethod.connect.name
        case .chat: UserMethod.sendToAll.name
        case .candidate: UserMethod.candidate.name
        case .offer, .refused: UserMethod.offer.name
        case .answer: UserMethod.answer.name
        }
    }
}
