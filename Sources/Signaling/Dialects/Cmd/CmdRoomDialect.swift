import JSON
import Wire

/// One client of the `cmd` system on our room server.
///
/// The TV is always there first, so it is the TV that offers; a TV that cannot is said to have come second, and the client
/// offers. Neither side can tell.
package struct CmdRoomDialect: RoomDialect {
    /// What the TV is called here.
    static let tvUID = "diascope-tv"

    private var room = ""
    private var uid = ""
    private var iceServers: [IceServer] = []

    package init() {}

    package func purpose(of message: WireMessage) -> MalformedPurpose? {
        switch try? Cmd.read(message).0 {
        case .join: .connection(event: Cmd.join.rawValue)
        case .offer: .connection(event: Cmd.offer.rawValue)
        default: nil
        }
    }

    package mutating func receive(_ message: WireMessage) throws(DialectError) -> [RoomDialectOutput] {
        let (cmd, reader) = try Cmd.read(message)
        switch cmd {
        case .join:
            room = try reader.text("roomId", atMost: 256)
            uid = try reader.text("uid", atMost: 128)
            let terms = JoinTerms(handle: uid, isExclusive: true)
            return [
                .request(
                    .connect(code: room, username: reader.displayName("username"), resumeTicket: nil, terms: terms)
                )
            ]
        case .offer: return [.request(.offer(try description(.offer, reader), negotiationID: nil))]
        case .answer: return [.request(.answer(try description(.answer, reader), peer: nil, negotiationID: nil))]
        case .candidate:
            return [.request(.candidate(try Cmd.candidate(in: reader, peer: nil).json, peer: nil, negotiationID: nil))]
        case .leave:
            let left = try reader.text("uid", atMost: 128)
            guard left == uid else {
                // The field's servers do not check who asks: it is how a client takes its own ghost out.
                return [.request(.leave(code: try reader.text("roomId", atMost: 256), handle: left))]
            }
            return [
                .request(.sessionEnd(peer: nil, reason: .stopped)), .request(.leave(code: nil, handle: nil)),
            ]
        case .respJoin, .newPeer, .peerLeave, .error: throw .unknownEvent(cmd.rawValue)
        }
    }

    private func description(_ cmd: Cmd, _ reader: PayloadReader) throws(DialectError) -> JSONValue {
        ["type": .string(cmd.rawValue), "sdp": .string(try reader.sdp(of: reader.value("msg"), field: "msg"))]
    }

    package mutating func reply(_ reply: RoomReply) -> [RoomDialectOutput] {
        switch reply {
        case .connected(_, _, let iceServers, _):
            self.iceServers = iceServers
            return [.request(.wantOffer)]
        case .whoOffers(let tv):
            let fields: JSONObject = ["remoteUid": .string(Self.tvUID), "iceServers": IceServer.json(iceServers)]
            return [.say((tv ? Cmd.respJoin : .newPeer).message(fields))]
        case .connectionRefused(let refusal): return [.say(Cmd.error.message(refusal.json))]
        case .tvOffer(let offer, _): return describe(.offer, offer)
        case .answer(let answer, _): return describe(.answer, answer)
        case .candidate(let value, _, _):
            let reader = PayloadReader(event: "candidate", payload: [:])
            guard let candidate = try? reader.candidate(in: value, peer: nil), let content = Cmd.content(of: candidate) else {
                return []
            }
            return [.say(Cmd.candidate.message(room: room, uid: Self.tvUID, to: uid, content))]
        case .sessionEnd: return [.say(Cmd.peerLeave.message(["remoteUid": .string(Self.tvUID)]))]
        case .registered, .registrationRefused, .offer, .offerWanted, .answerToTV, .status, .waitingForDecision, .senderState,
            .ask, .decided:
            return []
        }
    }

    private func describe(_ cmd: Cmd, _ value: JSONValue) -> [RoomDialectOutput] {
        guard let sdp = value.string ?? value["sdp"]?.string else { return [] }
        let content: JSONObject = ["type": .string(cmd.rawValue), "sdp": .string(sdp)]
        return [.say(cmd.message(room: room, uid: Self.tvUID, to: uid, content))]
    }
}
