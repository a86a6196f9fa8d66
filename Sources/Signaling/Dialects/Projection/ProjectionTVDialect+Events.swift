import JSON
import Wire

extension ProjectionTVDialect {
    /// What a message from the server means; throws for one that means nothing, which costs nobody anything.
    package func events(for message: SocketIOMessage) throws(DialectError) -> [SignalingEvent] {
        switch message.event {
        case "TV_REGISTER_SUCCESS": [try registration(try reader(message))]
        case "TV_REGISTER_ERROR": [try registrationFailure(try reader(message))]
        case "RTC_Client_Offer_To_TV": [try offer(try reader(message))]
        case "TV_OFFER_WANTED": [try offerWanted(try reader(message))]
        case "RTC_Client_Answer_To_TV": [try answer(try reader(message))]
        case "RTC_Candidate_Exchange": [try candidate(try reader(message))]
        case "RTC_Client_State": [try senderState(try reader(message))]
        case "TV_ASK": [try ask(try reader(message))]
        case "TV_DECIDE": [try decided(try reader(message))]
        case "RTC_Session_End": [try sessionEnd(message.arguments.isEmpty ? nil : try reader(message))]
        default: throw .unknownEvent(String(message.event.prefix(64)))
        }
    }

    private func reader(_ message: SocketIOMessage) throws(DialectError) -> PayloadReader {
        guard let payload = message.arguments.first?.object else { throw .malformed(event: message.event, field: "payload") }
        return PayloadReader(event: message.event, payload: payload)
    }

    private func registration(_ reader: PayloadReader) throws(DialectError) -> SignalingEvent {
        let code = try reader.text("projCode", atMost: 64)
        guard code.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
            throw .malformed(event: reader.event, field: "projCode")
        }
        return .registered(
            Registration(
                code: code,
                token: try reader.secret("token", atMost: 4096),
                iceServers: reader.iceServers(),
                senderURL: try reader.optionalText("senderUrl", atMost: 2048)
            )
        )
    }

    private func registrationFailure(_ reader: PayloadReader) throws(DialectError) -> SignalingEvent {
        .registrationFailed(try reader.failure())
    }

    private func offer(_ reader: PayloadReader) throws(DialectError) -> SignalingEvent {
        // Some stock pages send the text alone.
        let sdp: JSONValue?
        switch reader.value("offer") {
        case .object(let description):
            guard description["type"] == nil || description["type"] == "offer" else {
                throw .malformed(event: reader.event, field: "offer.type")
            }
            sdp = description["sdp"]
        case let other: sdp = other
        }
        guard let text = sdp?.string, !text.isEmpty else { throw .malformed(event: reader.event, field: "offer") }
        guard text.utf8.count <= PayloadReader.longestDescription else {
            throw .tooLong(event: reader.event, field: "offer")
        }
        return .offer(
            RemoteOffer(
                peer: try reader.peer(),
                username: reader.displayName("username"),
                negotiationID: try reader.negotiationID(),
                isResumed: reader.value("resumed")?.bool ?? false,
                sdp: text,
                iceServers: reader.iceServers()
            )
        )
    }

    private func offerWanted(_ reader: PayloadReader) throws(DialectError) -> SignalingEvent {
        .offerWanted(peer: try reader.peer(), username: reader.displayName("username"), iceServers: reader.iceServers())
    }

    private func answer(_ reader: PayloadReader) throws(DialectError) -> SignalingEvent {
        let sdp = try reader.sdp(of: reader.value("answer"), field: "answer")
        return .answer(RemoteAnswer(peer: try reader.peer(), negotiationID: try reader.negotiationID(), sdp: sdp))
    }

    private func candidate(_ reader: PayloadReader) throws(DialectError) -> SignalingEvent {
        let peer = try reader.peer()
        let negotiationID = try reader.negotiationID()
        guard let written = reader.payload["iceCandidate"] else { throw .malformed(event: reader.event, field: "iceCandidate") }
        var candidate = try reader.candidate(in: written, peer: peer, field: "iceCandidate")
        candidate.negotiationID = negotiationID
        return .candidate(candidate)
    }

    private func senderState(_ reader: PayloadReader) throws(DialectError) -> SignalingEvent {
        .senderState(
            SenderState(
                peer: try reader.peer(),
                isPaused: reader.value("paused")?.bool ?? false,
                contentHint: try reader.optionalText("contentHint", atMost: 64)
            )
        )
    }

    private func ask(_ reader: PayloadReader) throws(DialectError) -> SignalingEvent {
        .ask(peer: try reader.peer(), username: reader.displayName("username"))
    }

    private func decided(_ reader: PayloadReader) throws(DialectError) -> SignalingEvent {
        guard let accept = reader.value("accept")?.bool else { throw .malformed(event: reader.event, field: "accept") }
        return .decided(peer: try reader.peer(), accept: accept)
    }

    private func sessionEnd(_ reader: PayloadReader?) throws(DialectError) -> SignalingEvent {
        let reason = try reader?.optionalText("reason", atMost: 64)
        return .sessionEnd(peer: try reader?.peer(), reason: reason.map(SessionEndReason.init(rawValue:)) ?? .stopped)
    }
}
