import JSON
import Wire

/// One page of the `call` system on our room server. The room's TV speaks for itself elsewhere: here its part of the call is
/// said for it, and everything is relayed between it and this page alone, echo included.
package struct CallRoomDialect: RoomDialect {
    private enum Call {
        case none
        /// The page called, and waits to be let in.
        case wanted
        case accepted
    }

    private var room: String?
    private var call = Call.none
    private var isIn = false

    package init() {}

    package func opened(query: String) -> [RoomDialectOutput] { [.say(CallEvent.connectionSuccess.message())] }

    package func recognises(_ message: WireMessage) -> Bool { CallEvent(message) != nil }

    package func purpose(of message: WireMessage) -> MalformedPurpose? {
        switch CallEvent(message) {
        case .joinRoom, .callRemote, .sendOffer: .connection(event: CallEvent(message)?.rawValue ?? "")
        default: nil
        }
    }

    package mutating func receive(_ message: WireMessage) throws(DialectError) -> [RoomDialectOutput] {
        let written = try message.event()
        guard let event = CallEvent(rawValue: written.event) else { throw .unknownEvent(String(written.event.prefix(64))) }
        let payload = written.arguments.first
        let reader = PayloadReader(event: written.event, payload: payload?.object ?? [:])
        switch event {
        case .joinRoom:
            enter(try roomID(payload, reader))
            return []
        case .callRemote:
            enter(try roomID(payload, reader))
            call = .wanted
            return [.say(event.message()), join()]
        case .acceptCall: return [.say(event.message())]
        case .sendOffer: return try offer(reader)
        case .sendCandidate:
            let candidate = try reader.candidate(in: reader.value("candidate"), peer: nil)
            return [
                .say(event.message(reader.value("candidate") ?? .null)),
                .request(.candidate(candidate.json, peer: nil, negotiationID: nil)),
            ]
        case .hangUp:
            call = .none
            return [.say(event.message()), .request(.sessionEnd(peer: nil, reason: .stopped))]
        case .sendAnswer:
            _ = try reader.sdp(of: reader.value("answer"), field: "answer")
            return [.say(event.message(reader.value("answer") ?? .null))]
        case .connectionSuccess, .joinError: throw .unknownEvent(event.rawValue)
        }
    }

    /// A room is entered when there is a call: pages join it long before, and a page that only waits is nobody's business.
    private mutating func enter(_ id: String) {
        guard id != room else { return }
        room = id
        isIn = false
        call = .none
    }

    private func join() -> RoomDialectOutput {
        .request(.connect(code: room ?? "", username: nil, resumeTicket: nil))
    }

    private mutating func offer(_ reader: PayloadReader) throws(DialectError) -> [RoomDialectOutput] {
        let sdp = try reader.sdp(of: reader.value("offer"), field: "offer")
        if let id = try reader.optionalText("roomId", atMost: 256) { enter(id) }
        let echo = RoomDialectOutput.say(CallEvent.sendOffer.message(reader.value("offer") ?? .null))
        let offer = RoomDialectOutput.request(
            .offer(["type": "offer", "sdp": .string(sdp)], negotiationID: nil)
        )
        // A page may offer without calling first.
        return isIn ? [echo, offer] : [echo, join(), offer]
    }

    private func roomID(_ value: JSONValue?, _ reader: PayloadReader) throws(DialectError) -> String {
        let written = value?["roomId"] ?? value
        guard let id = written?.string ?? written?.integer.map({ String($0) }), !id.isEmpty else {
            throw .malformed(event: reader.event, field: "roomId")
        }
        guard id.utf8.count <= 256 else { throw .tooLong(event: reader.event, field: "roomId") }
        return id
    }

    package mutating func reply(_ reply: RoomReply) -> [RoomDialectOutput] {
        switch reply {
        case .connected(_, _, let iceServers, _):
            isIn = true
            guard case .wanted = call else { return [] }
            call = .accepted
            // The field's `acceptCall` carries nothing; a handler that takes nothing does not notice what ours brings along.
            return [.say(CallEvent.acceptCall.message(["iceServers": IceServer.json(iceServers)]))]
        case .connectionRefused(let refusal):
            isIn = false
            call = .none
            return [.say(CallEvent.joinError.message(.object(refusal.json))), .say(CallEvent.hangUp.message())]
        case .answer(let answer, _): return [.say(CallEvent.sendAnswer.message(answer))]
        case .candidate(let candidate, _, _):
            // Stock pages hand whatever comes to `new RTCIceCandidate`, which throws for an end of candidates.
            return candidate.isEndOfCandidates ? [] : [.say(CallEvent.sendCandidate.message(candidate))]
        case .sessionEnd:
            call = .none
            return [.say(CallEvent.hangUp.message())]
        case .registered, .registrationRefused, .offer, .offerWanted, .whoOffers, .tvOffer, .answerToTV, .status,
            .waitingForDecision, .senderState, .ask, .decided:
            return []
        }
    }
}
