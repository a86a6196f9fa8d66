import JSON
import Wire

extension RoomProjectionDialect {
    /// Writes down what the server says. The payload of a `connected` and of a `connectionRefused` is also what an
    /// acknowledgement of `CONNECT_TO_TV` carries.
    package static func message(for reply: RoomReply) -> SocketIOMessage {
        let (event, payload) = eventAndPayload(for: reply)
        return SocketIOMessage(event: event.rawValue, arguments: [.object(payload)])
    }

    private static func eventAndPayload(for reply: RoomReply) -> (RoomEvent, JSONObject) {
        switch reply {
        case .registered(let code, let token, let iceServers, let senderURL):
            var payload: JSONObject = ["projCode": .string(code), "token": .string(token.exposed)]
            payload["iceServers"] = value(of: iceServers)
            payload["senderUrl"] = senderURL.map { .string($0) }
            return (.registered, payload)
        case .registrationRefused(let refusal):
            return (.registrationRefused, payload(of: refusal))
        case .connected(let peer, let tvName, let iceServers, let resumeTicket):
            var payload: JSONObject = ["clientId": .string(peer.value)]
            payload["tvName"] = .string(tvName ?? "")
            payload["iceServers"] = value(of: iceServers)
            payload["resumeTicket"] = .string(resumeTicket.exposed)
            return (.connected, payload)
        case .connectionRefused(let refusal):
            return (.connectionRefused, payload(of: refusal))
        case .offer(let offer, let peer, let username, let negotiationID, let resumed, let iceServers):
            var payload: JSONObject = ["offer": offer, "clientId": .string(peer.value)]
            payload["username"] = username.map { .string($0) }
            payload["negotiationId"] = negotiationID.map { .string($0) }
            payload["resumed"] = resumed ? true : nil
            payload["iceServers"] = value(of: iceServers)
            return (.offerToTV, payload)
        case .answer(let answer, let negotiationID):
            var payload: JSONObject = ["answer": answer]
            payload["negotiationId"] = negotiationID.map { .string($0) }
            return (.answerToClient, payload)
        case .candidate(let candidate, let peer, let negotiationID):
            var payload: JSONObject = ["iceCandidate": candidate]
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
        case .sessionEnd(let peer, let reason):
            var payload: JSONObject = ["reason": .string(reason.rawValue)]
            payload["clientId"] = peer.map { .string($0.value) }
            return (.sessionEnd, payload)
        }
    }

    private static func payload(of refusal: RoomRefusal) -> JSONObject {
        var payload: JSONObject = ["code": .string(refusal.code.rawValue), "message": .string(refusal.message)]
        // Whole seconds, rounded up: who comes back a moment too early is refused again.
        payload["retryAfter"] = refusal.retryAfter.map { .integer(Int64($0.seconds.rounded(.up))) }
        payload["presenter"] = refusal.presenter.map { .string($0) }
        return payload
    }

    /// W3C `RTCIceServer` dictionaries.
    private static func value(of iceServers: [IceServer]) -> JSONValue {
        .array(
            iceServers.map { server in
                var object: JSONObject = ["urls": .array(server.urls.map { .string($0) })]
                object["username"] = server.username.map { .string($0) }
                object["credential"] = server.credential.map { .string($0.exposed) }
                return .object(object)
            }
        )
    }
}
