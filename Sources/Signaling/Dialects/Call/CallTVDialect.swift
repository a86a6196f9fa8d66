import JSON
package import Wire

/// The TV in the `call` system: it waits in its room, accepts every call, and answers.
///
/// Servers of this system hand every message to everyone in the room, its own sender included, and say nothing of who sent it.
package struct CallTVDialect: TVDialect {
    /// How long a page may take from our `acceptCall` to its offer; a call that comes earlier is answered by that accept.
    static let acceptTime: Duration = .seconds(10)
    private static let mostRemembered = 64

    private let configuredRoom: String?
    /// The room the TV is in, or will be.
    private var room: String?
    private var isInRoom = false
    /// There is a call, as far as the TV last said.
    private var isBusy = false
    private var acceptedAt: MonotonicTime?
    /// Of the caller's description, by which its further offers are known.
    private var callerOrigin: String?
    /// Our own candidates, which come back.
    private var sentCandidates: [String] = []
    /// Our own `hangUp`s that have not come back yet.
    private var hangUpsUnderway = 0

    package init(room: String?) {
        configuredRoom = room
    }

    package mutating func connected() {
        isInRoom = false
        hangUpsUnderway = 0
    }

    package mutating func receive(_ message: WireMessage, now: MonotonicTime) throws(DialectError) -> [TVDialectOutput] {
        let message = try message.event()
        guard let event = CallEvent(rawValue: message.event) else { throw .unknownEvent(String(message.event.prefix(64))) }
        let reader = PayloadReader(event: message.event, payload: [:])
        switch event {
        case .callRemote: return accept(now: now)
        case .sendOffer: return try offer(message.arguments.first, reader)
        case .sendCandidate: return try candidate(message.arguments.first, reader)
        case .hangUp:
            acceptedAt = nil
            guard hangUpsUnderway == 0 else {
                hangUpsUnderway -= 1
                return []
            }
            return [.event(.sessionEnd(peer: nil, reason: .stopped))]
        // Our own, coming back: the TV never calls, so nobody else accepts or answers.
        case .acceptCall, .sendAnswer: return []
        case .connectionSuccess, .joinError: return []
        case .joinRoom: throw .unknownEvent(message.event)
        }
    }

    /// During a call a further one is ignored, whatever the policy: every waiting page would answer our `acceptCall` with an
    /// offer.
    private mutating func accept(now: MonotonicTime) -> [TVDialectOutput] {
        guard let room, isInRoom, !isBusy else { return [] }
        if let acceptedAt, now < acceptedAt + CallTVDialect.acceptTime { return [] }
        acceptedAt = now
        return [.send(CallEvent.acceptCall.message(.string(room)))]
    }

    private mutating func offer(_ value: JSONValue?, _ reader: PayloadReader) throws(DialectError) -> [TVDialectOutput] {
        let sdp = try reader.sdp(of: value?["offer"] ?? value, field: "offer")
        let origin = OfferText(sdp).origin
        // Of a page that our `acceptCall` was not for.
        if isBusy, origin != callerOrigin { return [] }
        callerOrigin = origin
        acceptedAt = nil
        hangUpsUnderway = 0
        return [.event(.offer(RemoteOffer(sdp: sdp)))]
    }

    private func candidate(_ value: JSONValue?, _ reader: PayloadReader) throws(DialectError) -> [TVDialectOutput] {
        let candidate = try reader.candidate(in: value, peer: nil)
        if let line = candidate.candidate, sentCandidates.contains(line) { return [] }
        return [.event(.candidate(candidate))]
    }

    package mutating func send(
        _ command: SignalingCommand,
        random: inout any RandomNumberGenerator
    ) -> [TVDialectOutput] {
        switch command {
        case .register(let code, let token, _): return register(code: code, token: token, random: &random)
        case .answer(_, _, let sdp):
            let answer: JSONValue = ["type": "answer", "sdp": .string(sdp)]
            return inRoom { CallEvent.sendAnswer.message(["answer": answer, "roomId": $0]) }
        case .candidate(_, _, let line, let sdpMid, let sdpMLineIndex, let usernameFragment):
            guard let line, !line.isEmpty else { return [] }
            remember(line)
            let candidate = RemoteCandidate(
                candidate: line,
                sdpMid: sdpMid,
                sdpMLineIndex: sdpMLineIndex,
                usernameFragment: usernameFragment
            )
            return inRoom { CallEvent.sendCandidate.message(["roomId": $0, "candidate": candidate.json]) }
        case .sessionEnd(_, let reason):
            // It would end the call of everyone in the room, and there is only one.
            if reason == .refused || reason == .replaced { return [] }
            hangUpsUnderway += 1
            return inRoom { CallEvent.hangUp.message($0) }
        case .state(_, _, let state):
            isBusy = state == .negotiating || state == .projecting || state == .interrupted
            return []
        // Nobody here wants an offer, asks, or knows of a TV's state.
        case .offer, .status, .decide: return []
        }
    }

    private mutating func register(
        code: String?,
        token: Redacted<String>?,
        random: inout any RandomNumberGenerator
    ) -> [TVDialectOutput] {
        let own = OwnCode.memory(in: token, system: "call") == nil ? nil : code
        let wanted = configuredRoom ?? own ?? OwnCode.make(random: &random)
        let earlier = isInRoom ? room : nil
        room = wanted
        let token = OwnCode.token(system: "call")
        let registered = TVDialectOutput.event(.registered(Registration(code: wanted, token: token, place: .room)))
        // The system has no word for leaving a room.
        if let earlier, earlier != wanted { return [registered, .reconnect] }
        isInRoom = true
        return [.send(CallEvent.joinRoom.message(.string(wanted))), registered]
    }

    private func inRoom(_ message: (JSONValue) -> WireMessage) -> [TVDialectOutput] {
        room.map { [.send(message(.string($0)))] } ?? []
    }

    private mutating func remember(_ line: String) {
        if sentCandidates.count >= CallTVDialect.mostRemembered { sentCandidates.removeFirst() }
        sentCandidates.append(line)
    }
}
