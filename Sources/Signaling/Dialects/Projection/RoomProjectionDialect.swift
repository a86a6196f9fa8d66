import JSON
import Wire

/// The projection system's messages as a room server reads and writes them: names and payloads, no state.
///
/// What a stock TV or a stock sender page leaves out is optional; what they have never heard of is only added to
/// payloads they know, or sent as events they ignore.
package enum RoomProjectionDialect {
    /// The most that one message may carry, in bytes of text.
    package static let maximumPayload = WireMessage.longest

    /// Reads what a client said.
    ///
    /// - Throws: `DialectError` when the event is none of this system's, or its payload has not what it needs.
    package static func request(for message: SocketIOMessage) throws(DialectError) -> RoomRequest {
        guard let event = RoomEvent(rawValue: message.event) else { throw .unknownEvent(String(message.event.prefix(64))) }
        guard JSONValue.weigh(message.arguments, atMost: maximumPayload) else {
            throw .tooLong(event: message.event, field: "payload")
        }
        switch (event, message.arguments.first) {
        case (_, .object(let payload)): return try request(event, PayloadReader(event: message.event, payload: payload))
        // What stock peers and small clients send without a payload, or with something in its place.
        case (.register, _), (.sessionEnd, _): return try request(event, PayloadReader(event: message.event, payload: [:]))
        default: throw .malformed(event: message.event, field: "payload")
        }
    }

    private static func request(_ event: RoomEvent, _ reader: PayloadReader) throws(DialectError) -> RoomRequest {
        switch event {
        case .register:
            return .register(
                code: try reader.optionalText("projCode", atMost: 64),
                token: try reader.secret("token", atMost: 512),
                name: reader.displayName("name")
            )
        case .state:
            return .state(
                RoomTVState(
                    policy: try reader.optionalText("policy", atMost: 64).flatMap(PresentationPolicy.init) ?? .takeover,
                    presenter: reader.displayName("presenter"),
                    state: try reader.optionalText("state", atMost: 64).flatMap(TVState.init),
                    offers: reader.value("offers")?.bool ?? false
                )
            )
        case .connect:
            return .connect(
                code: try reader.text("projCode", atMost: 256),
                username: reader.displayName("username"),
                resumeTicket: try reader.secret("resumeTicket", atMost: 512)
            )
        case .offerToServer:
            return .offer(try description("offer", reader), negotiationID: try reader.negotiationID())
        case .tvOfferToServer:
            return .tvOffer(try description("offer", reader), peer: try reader.peer(), negotiationID: try reader.negotiationID())
        case .answerToServer:
            return .answer(try description("answer", reader), peer: try reader.peer(), negotiationID: try reader.negotiationID())
        case .candidate:
            return .candidate(try candidate(reader), peer: try reader.peer(), negotiationID: try reader.negotiationID())
        case .status:
            return .status(reader.payload, peer: try reader.peer())
        case .senderState:
            return .senderState(reader.payload)
        case .decide:
            guard let accept = reader.value("accept")?.bool else { throw .malformed(event: reader.event, field: "accept") }
            return .decide(peer: PeerID(try reader.text("clientId", atMost: 128)), accept: accept)
        case .sessionEnd:
            let reason = try reader.optionalText("reason", atMost: 64).map(SessionEndReason.init(rawValue:))
            return .sessionEnd(peer: try reader.peer(), reason: reason ?? .stopped)
        case .registered, .registrationRefused, .connected, .connectionRefused, .offerToTV, .offerWanted, .answerToTV,
            .answerToClient, .ask:
            throw .unknownEvent(reader.event)
        }
    }

    /// `{type, sdp}`, or the bare text that some pages send; it is handed on as it came.
    private static func description(_ field: String, _ reader: PayloadReader) throws(DialectError) -> JSONValue {
        guard let value = reader.value(field), let sdp = value.string ?? value["sdp"]?.string, !sdp.isEmpty else {
            throw .malformed(event: reader.event, field: field)
        }
        return value
    }

    /// An object, the bare text, or `null` for the end; it is handed on as it came.
    private static func candidate(_ reader: PayloadReader) throws(DialectError) -> JSONValue {
        guard let candidate = reader.payload["iceCandidate"] else { throw .malformed(event: reader.event, field: "iceCandidate") }
        switch candidate {
        case .object, .string, .null: return candidate
        case .verbatim(let text) where text.isObject: return candidate
        default: throw .malformed(event: reader.event, field: "iceCandidate")
        }
    }
}
