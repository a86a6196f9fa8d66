import JSON
import Wire

extension ProjectionTVDialect {
    /// What a command looks like on the wire; none for what a stock peer could stumble over.
    package func messages(for command: SignalingCommand) -> [SocketIOMessage] {
        switch command {
        case .register(let code, let token, let name):
            var payload: JSONObject = ["name": .string(name)]
            // A code without its token is no claim to it.
            if let code, let token {
                payload["projCode"] = .string(code)
                payload["token"] = .string(token.exposed)
            }
            return [message("TV_REGISTER", payload)]
        case .answer(let peer, let negotiationID, let sdp):
            let answer: JSONObject = ["type": "answer", "sdp": .string(sdp)]
            return [message("RTC_TV_Answer_To_Server", ["answer": .object(answer)], peer, negotiationID)]
        case .offer(let peer, let negotiationID, let sdp):
            let offer: JSONObject = ["type": "offer", "sdp": .string(sdp)]
            return [message("RTC_TV_Offer_To_Server", ["offer": .object(offer)], peer, negotiationID)]
        case .candidate(let peer, let negotiationID, let candidate, let sdpMid, let sdpMLineIndex, let usernameFragment):
            let line = candidate ?? ""
            // Only peers that name their negotiations are known to take an end of candidates.
            if line.isEmpty, negotiationID == nil { return [] }
            var fields: JSONObject = ["candidate": .string(line)]
            fields["sdpMid"] = sdpMid.map { .string($0) }
            fields["sdpMLineIndex"] = sdpMLineIndex.map { .integer(Int64($0)) }
            fields["usernameFragment"] = usernameFragment.map { .string($0) }
            return [message("RTC_Candidate_Exchange", ["iceCandidate": .object(fields)], peer, negotiationID)]
        case .sessionEnd(let peer, let reason):
            return [message("RTC_Session_End", ["reason": .string(reason.rawValue)], peer)]
        case .state(let policy, let presenter, let state):
            let name = presenter.map { JSONValue.string($0) } ?? .null
            return [
                message(
                    "TV_STATE",
                    ["policy": .string(policy.rawValue), "presenter": name, "state": .string(state.rawValue), "offers": true]
                )
            ]
        case .status(let peer, let status):
            return [message("TV_STATUS", fields(of: status), peer)]
        case .decide(let peer, let accept):
            return [message("TV_DECIDE", ["accept": .bool(accept)], peer)]
        }
    }

    private func fields(of status: ProjectionStatus) -> JSONObject {
        var fields: JSONObject = [
            "frameWidth": .integer(Int64(status.frameWidth)),
            "frameHeight": .integer(Int64(status.frameHeight)),
            "framesPerSecond": .number(status.framesPerSecond),
            "delay": .number(status.delay.seconds),
            "state": .string(status.state.rawValue),
        ]
        if let size = status.displaySize {
            fields["displayWidth"] = .integer(Int64(size.width))
            fields["displayHeight"] = .integer(Int64(size.height))
        }
        return fields
    }

    private func message(
        _ event: String,
        _ fields: JSONObject,
        _ peer: PeerID? = nil,
        _ negotiationID: String? = nil
    ) -> SocketIOMessage {
        var payload = fields
        payload["clientId"] = peer.map { .string($0.value) }
        payload["negotiationId"] = negotiationID.map { .string($0) }
        return SocketIOMessage(event: event, arguments: [.object(payload)])
    }
}
