import Dialects
import JSON
import Wire

extension RoomRequest {
    /// What a sender's server passes on to its TV's; `nil` for what senders do not ask.
    var relayed: JSONValue? {
        var object: JSONObject
        switch self {
        case .offer(let offer, let negotiationID): object = .relayed("offer", offer, negotiationID)
        case .wantOffer: object = ["t": "wantOffer"]
        case .answer(let answer, _, let negotiationID): object = .relayed("answer", answer, negotiationID)
        case .candidate(let candidate, _, let negotiationID): object = .relayed("candidate", candidate, negotiationID)
        case .senderState(let state): object = ["t": "state", "value": .object(state)]
        case .sessionEnd(_, let reason): object = ["t": "end", "reason": .string(reason.rawValue)]
        case .connect(let code, let username, let ticket, let terms):
            object = ["t": "connect", "code": .string(code)]
            object["name"] = username.map { .string($0) }
            object["ticket"] = ticket.map { .string($0.exposed) }
            object["handle"] = terms.handle.map { .string($0) }
            object["exclusive"] = terms.isExclusive ? true : nil
        case .leave(let code, let handle):
            object = ["t": "leave"]
            object["code"] = code.map { .string($0) }
            object["handle"] = handle.map { .string($0) }
        case .decide(let peer, let accept):
            object = ["t": "decide", "peer": .string(peer.value), "accept": .bool(accept)]
        case .register, .state, .tvOffer, .status: return nil
        }
        return .object(object)
    }

    init?(relayed json: JSONValue?) {
        guard let object = json?.object else { return nil }
        let value = object["value"]
        let negotiationID = object["nid"]?.string
        switch object["t"]?.string {
        case "offer":
            guard let value else { return nil }
            self = .offer(value, negotiationID: negotiationID)
        case "wantOffer": self = .wantOffer
        case "answer":
            guard let value else { return nil }
            self = .answer(value, peer: nil, negotiationID: negotiationID)
        case "candidate":
            guard let value else { return nil }
            self = .candidate(value, peer: nil, negotiationID: negotiationID)
        case "state":
            guard let state = value?.object else { return nil }
            self = .senderState(state)
        case "end":
            guard let reason = object["reason"]?.string else { return nil }
            self = .sessionEnd(peer: nil, reason: SessionEndReason(rawValue: reason))
        case "connect":
            guard let code = object["code"]?.string else { return nil }
            self = .connect(
                code: code,
                username: object["name"]?.string,
                resumeTicket: object["ticket"]?.string.map { Redacted($0) },
                terms: JoinTerms(handle: object["handle"]?.string, isExclusive: object["exclusive"]?.bool ?? false)
            )
        case "decide":
            guard let peer = object["peer"]?.string, let accept = object["accept"]?.bool else { return nil }
            self = .decide(peer: PeerID(peer), accept: accept)
        case "leave": self = .leave(code: object["code"]?.string, handle: object["handle"]?.string)
        default: return nil
        }
    }
}
