import Dialects
import JSON
import Wire

extension RoomReply {
    /// What a TV's server passes on to a sender's; `nil` for what TVs are told.
    var relayed: JSONValue? {
        var object: JSONObject
        switch self {
        case .connected(let peer, let name, let servers, let ticket):
            object = ["t": "connected", "peer": .string(peer.value), "ticket": .string(ticket.exposed)]
            object["name"] = name.map { .string($0) }
            object["ice"] = .array(servers.map(\.relayed))
        case .connectionRefused(let refusal):
            object = ["t": "refused", "code": .string(refusal.code.rawValue), "message": .string(refusal.message)]
            object["retry"] = refusal.retryAfter.map { .integer($0.nanoseconds) }
            object["presenter"] = refusal.presenter.map { .string($0) }
        case .whoOffers(let tv): object = ["t": "whoOffers", "tv": .bool(tv)]
        case .tvOffer(let offer, let negotiationID): object = .relayed("tvOffer", offer, negotiationID)
        case .answer(let answer, let negotiationID): object = .relayed("answer", answer, negotiationID)
        case .candidate(let candidate, _, let negotiationID): object = .relayed("candidate", candidate, negotiationID)
        case .status(let status): object = ["t": "status", "value": .object(status)]
        case .waitingForDecision: object = ["t": "waiting"]
        case .sessionEnd(_, let reason, let presenter):
            object = ["t": "end", "reason": .string(reason.rawValue)]
            object["name"] = presenter.map { .string($0) }
        case .ask(let peer, let username):
            object = ["t": "ask", "peer": .string(peer.value)]
            object["name"] = username.map { .string($0) }
        case .decided(let peer, let accept):
            object = ["t": "decided", "peer": .string(peer.value), "accept": .bool(accept)]
        case .registered, .registrationRefused, .offer, .offerWanted, .answerToTV, .senderState: return nil
        }
        return .object(object)
    }

    init?(relayed json: JSONValue?) {
        guard let object = json?.object else { return nil }
        let value = object["value"]
        let negotiationID = object["nid"]?.string
        switch object["t"]?.string {
        case "connected":
            guard let peer = object["peer"]?.string, let ticket = object["ticket"]?.string else { return nil }
            self = .connected(
                peer: PeerID(peer),
                tvName: object["name"]?.string,
                iceServers: (object["ice"]?.array ?? []).compactMap { IceServer(relayed: $0) },
                resumeTicket: Redacted(ticket)
            )
        case "refused":
            guard let code = object["code"]?.string.flatMap({ RoomRefusal.Code(rawValue: $0) }),
                let message = object["message"]?.string
            else { return nil }
            let refusal = RoomRefusal(
                code: code,
                message: message,
                retryAfter: object["retry"]?.integer.map { .nanoseconds($0) },
                presenter: object["presenter"]?.string
            )
            self = .connectionRefused(refusal)
        case "whoOffers": self = .whoOffers(tv: object["tv"]?.bool ?? false)
        case "tvOffer":
            guard let value else { return nil }
            self = .tvOffer(value, negotiationID: negotiationID)
        case "answer":
            guard let value else { return nil }
            self = .answer(value, negotiationID: negotiationID)
        case "candidate":
            guard let value else { return nil }
            self = .candidate(value, peer: nil, negotiationID: negotiationID)
        case "status":
            guard let status = value?.object else { return nil }
            self = .status(status)
        case "ask":
            guard let peer = object["peer"]?.string else { return nil }
            self = .ask(peer: PeerID(peer), username: object["name"]?.string)
        case "decided":
            guard let peer = object["peer"]?.string, let accept = object["accept"]?.bool else { return nil }
            self = .decided(peer: PeerID(peer), accept: accept)
        case "waiting": self = .waitingForDecision
        case "end":
            guard let reason = object["reason"]?.string else { return nil }
            let presenter = object["name"]?.string
            self = .sessionEnd(peer: nil, reason: SessionEndReason(rawValue: reason), presenter: presenter)
        default: return nil
        }
    }
}

extension IceServer {
    fileprivate var relayed: JSONValue {
        var object: JSONObject = ["urls": .array(urls.map { .string($0) })]
        object["username"] = username.map { .string($0) }
        object["credential"] = credential.map { .string($0.exposed) }
        return .object(object)
    }

    fileprivate init?(relayed json: JSONValue) {
        guard let urls = json["urls"]?.array else { return nil }
        self.init(
            urls: urls.compactMap(\.string),
            username: json["username"]?.string,
            credential: json["credential"]?.string.map { Redacted($0) }
        )
    }
}
