import JSON

/// The ways in which the system's clients write a description; a reply is written like what it replies to.
enum UserDescription: Sendable {
    /// `{type, sdp}`
    case plain
    /// `{offer: {type, sdp}}` and `{answer: {type, sdp}}`
    case wrapped
    /// `{offer: "v=0…"}` and `{answer: "v=0…"}`
    case wrappedText

    static func read(
        _ data: JSONValue?,
        _ reader: PayloadReader
    ) throws(DialectError) -> (sdp: String, kind: UserDescription) {
        let data = PayloadReader.parsedText(data)
        let inner = data?["offer"] ?? data?["answer"]
        let sdp = try reader.sdp(of: inner ?? data, field: "data")
        guard let inner else { return (sdp, .plain) }
        return (sdp, inner.string == nil ? .wrapped : .wrappedText)
    }

    func json(_ type: String, _ sdp: String) -> JSONValue {
        let description: JSONValue = ["type": .string(type), "sdp": .string(sdp)]
        switch self {
        case .plain: return description
        case .wrapped: return .object(JSONObject([JSONObject.Member(name: type, value: description)]))
        case .wrappedText: return .object(JSONObject([JSONObject.Member(name: type, value: .string(sdp))]))
        }
    }

    /// `{candidate: {sdpMlineIndex, sdpMid, candidate}}`, in the field's spelling; `nil` for an end of candidates.
    static func json(_ candidate: RemoteCandidate) -> JSONValue? {
        guard let line = candidate.candidate, !line.isEmpty else { return nil }
        return [
            "candidate": [
                "sdpMlineIndex": .integer(Int64(candidate.sdpMLineIndex ?? 0)), "sdpMid": .string(candidate.sdpMid ?? "0"),
                "candidate": .string(line),
            ]
        ]
    }

    static func candidate(
        in data: JSONValue?,
        _ reader: PayloadReader,
        peer: PeerID?
    ) throws(DialectError) -> RemoteCandidate {
        let data = PayloadReader.parsedText(data)
        guard let data, !data.isNull else { throw .malformed(event: reader.event, field: "data") }
        // Either around the candidate's fields or, in short, the fields themselves.
        let isShort = data["candidate"]?.string.map { $0.first != "{" } ?? false
        let fields = PayloadReader.parsedText(isShort ? data : data["candidate"])
        let folded = fields?.object.map { JSONValue.object($0.folded) } ?? fields
        return try reader.candidate(in: folded, peer: peer, mid: "sdpmid", index: "sdpmlineindex")
    }
}
