import JSON

extension SignalingSystem {
    /// Plain WebSocket, JSON with a `cmd`, rooms for two.
    package static let cmd = SignalingSystem(
        name: "cmd",
        transport: .webSocket(paths: ["/ws"]),
        makeTVDialect: { CmdTVDialect(room: $0.room) },
        makeRoomDialect: { CmdRoomDialect() }
    )
}

/// The system's values of `cmd`, and how its messages are put together.
enum Cmd: String {
    case join
    case respJoin = "resp-join"
    case newPeer = "new-peer"
    case offer, answer, candidate, leave
    case peerLeave = "peer-leave"
    /// Ours, to a client that was kept out; stock pages do not know it.
    case error

    func message(_ fields: JSONObject) -> WireMessage {
        .text(JSONObject([JSONObject.Member(name: "cmd", value: .string(rawValue))] + fields.members))
    }

    /// A description or a candidate for one peer: `msg` is JSON text within the JSON.
    func message(room: String, uid: String, to remote: String, _ content: JSONObject) -> WireMessage {
        message([
            "roomId": .string(room), "uid": .string(uid), "remoteUid": .string(remote),
            "msg": .string(JSONValue.object(content).serialized()),
        ])
    }

    /// Reads a frame; the reader has its other fields.
    static func read(_ message: WireMessage) throws(DialectError) -> (Cmd, PayloadReader) {
        let object = try message.object()
        guard let name = object["cmd"]?.string else { throw .malformed(event: "message", field: "cmd") }
        guard let cmd = Cmd(rawValue: name) else { throw .unknownEvent(String(name.prefix(64))) }
        return (cmd, PayloadReader(event: name, payload: object))
    }

    static func candidate(in reader: PayloadReader, peer: PeerID?) throws(DialectError) -> RemoteCandidate {
        guard let value = reader.value("msg") else { throw .malformed(event: reader.event, field: "msg") }
        return try reader.candidate(in: value, peer: peer, mid: "id", index: "label")
    }

    /// `{label, id, candidate}`, or `nil` for an end of candidates, which stock peers may stumble over.
    static func content(of candidate: RemoteCandidate) -> JSONObject? {
        guard let line = candidate.candidate, !line.isEmpty else { return nil }
        return [
            "label": .integer(Int64(candidate.sdpMLineIndex ?? 0)), "id": .string(candidate.sdpMid ?? "0"),
            "candidate": .string(line),
        ]
    }
}
