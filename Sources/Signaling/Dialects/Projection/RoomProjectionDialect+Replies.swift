import JSON
import Wire

extension RoomProjectionDialect {
    /// Writes down what the server says. The payload of a `connected` and of a `connectionRefused` is also what an
    /// acknowledgement of `CONNECT_TO_TV` carries. `nil` for what a sender of this system never asks for.
    package static func message(for reply: RoomReply) -> SocketIOMessage? {
        guard let (event, payload) = eventAndPayload(for: reply) else { return nil }
        return SocketIOMessage(event: event.rawValue, arguments: [.object(payload)])
    }

    private static func eventAndPayload(for reply: RoomReply) -> (RoomEvent, JSONObject)? {
        switch reply {
        case .registered(let code, let token, let iceServers, let senderURL):
            var payload: JSONObject = ["projCode": .string(code), "token": .string(token.exposed)]
            payload["iceServers"] = IceServer.json(iceServers)
            payload["senderUrl"] = senderURL.map { .string($0) }
            return (.registered, payload)
        case .registrationRefused(let refusal):
            return (.registrationRefused, refusal.json)
        case .connected(let peer, let tvName, let iceServers, let resumeTicket):
            var payload: JSONObject = ["clientId": .string(peer.value)]
            payload["tvName"] = .string(tvName ?? "")
            payload["iceServers"] = IceServer.json(iceServers)
            payload["resumeTicket"] = .string(resumeTicket.exposed)
            return (.connected, payload)
        case .connectionRefused(let refusal):
            return (.connectionRefused, refusal.json)
        case .offer(let offer, let peer, let username, let negotiationID, let resumed, let iceServers):
            var payload: JSONObject = ["offer": offer, "clientId": .string(peer.value)]
            payload["username"] = username.map { .string($0) }
            payload["negotiationId"] = negotiationID.map { .string($0) }
            payload["resumed"] = resumed ? true : nil
            payload["iceServers"] = IceServer.json(iceServers)
            return (.offerToTV, payload)
        case .offerWanted(let peer, let username, let iceServers):
            var payload: JSONObject = ["clientId": .string(peer.value)]
            payload["username"] = username.map { .string($0) }
            payload["iceServers"] = IceServer.json(iceServers)
            return (.offerWanted, payload)
        case .whoOffers, .tvOffer: return nil
        case .answerToTV(let answer, let peer, let negotiationID):
            var payload: JSONObject = ["answer": answer, "clientId": .string(peer.value)]
            payload["negotiationId"] = negotiationID.map { .string($0) }
            return (.answerToTV, payload)
        case .answer(let answer, let negotiationID):
            var payload: JSONObject = ["answer": answer]
            payload["negotiationId"] = negotiationID.map { .string($0) }
            return (.answerToClient, payload)
        case .candidate(let candidate, let peer, let negotiationID):
            // The most frequent by far: without growing on the way.
            var payload = JSONObject(minimumCapacity: 3)
            payload["iceCandidate"] = candidate
            payload["clientId"] = peer.map { .string($0.value) }
            payload["negotiationId"] = negotiationID.map { .string($0) }
            return (.candidate, payload)
        case .status(let status):
            return (.status, status)
        case .waitingForDecision:
            return (.status, ["state": "asking"])
        case .senderState(var state, let peer):
            state["clientId"] = .string(peer.value)
            return (.senderState, state)
        case .ask(let peer, let username):
            var payload: JSONObject = ["clientId": .string(peer.value)]
            payload["username"] = username.map { .string($0) }
            return (.ask, payload)
        case .decided(let peer, let accept):
            return (.decide, ["clientId": .string(peer.value), "accept": .bool(accept)])
        case .sessionEnd(let peer, let reason, let presenter):
            var payload: JSONObject = ["reason": .string(reason.rawValue)]
            payload["clientId"] = peer.map { .string($0.value) }
            payload["presenter"] = presenter.map { .string($0) }
            return (.sessionEnd, payload)
        }
    }
}
