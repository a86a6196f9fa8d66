import JSON

extension PayloadReader {
    /// The longest session description that is looked at, in bytes.
    static let longestDescription = 65_536
    /// The longest candidate line, in bytes.
    static let longestCandidate = 1024

    /// The text of a description that is `{type, sdp}`, the same as JSON text, or the bare text of the session description.
    func sdp(of value: JSONValue?, field: String) throws(DialectError) -> String {
        let value = PayloadReader.parsedText(value)
        guard let text = value?.string ?? value?["sdp"]?.string, !text.isEmpty else {
            throw .malformed(event: event, field: field)
        }
        guard text.utf8.count <= PayloadReader.longestDescription else { throw .tooLong(event: event, field: field) }
        return text
    }

    /// A candidate that stands in `field` and whose fields go by these names; a bare line counts as one, nothing at all as the end of candidates.
    func candidate(
        in value: JSONValue?,
        peer: PeerID?,
        field: String = "candidate",
        mid: String = "sdpMid",
        index: String = "sdpMLineIndex"
    ) throws(DialectError) -> RemoteCandidate {
        switch PayloadReader.parsedText(value) {
        case nil, .null: return RemoteCandidate(peer: peer, candidate: nil)
        case .string(let text):
            guard text.utf8.count <= PayloadReader.longestCandidate else { throw .tooLong(event: event, field: field) }
            return RemoteCandidate(peer: peer, candidate: text)
        case .object(let fields):
            let inner = PayloadReader(event: event, payload: fields)
            return RemoteCandidate(
                peer: peer,
                candidate: try inner.optionalText("candidate", atMost: PayloadReader.longestCandidate),
                sdpMid: try inner.optionalText(mid, atMost: 64),
                sdpMLineIndex: inner.value(index)?.integer.flatMap { (0...255).contains($0) ? Int($0) : nil },
                usernameFragment: try inner.optionalText("usernameFragment", atMost: 256)
            )
        default: throw .malformed(event: event, field: field)
        }
    }

    /// Some peers send an object, some its JSON text. To be looked into.
    static func parsedText(_ value: JSONValue?) -> JSONValue? {
        guard let text = value?.string, text.utf8.first == UInt8(ascii: "{") else { return value?.read }
        return (try? JSONValue(parsing: text)) ?? value
    }
}

extension RemoteCandidate {
    /// W3C `RTCIceCandidateInit`, as our rooms hand it on; `null` for the end of candidates.
    var json: JSONValue {
        guard let candidate, !candidate.isEmpty else { return .null }
        var fields: JSONObject = ["candidate": .string(candidate)]
        fields["sdpMid"] = sdpMid.map { .string($0) }
        // Without either, the constructor of RTCIceCandidate throws (W3C WebRTC §4.8.1).
        fields["sdpMLineIndex"] = sdpMLineIndex.map { .integer(Int64($0)) } ?? (sdpMid == nil ? 0 : nil)
        fields["usernameFragment"] = usernameFragment.map { .string($0) }
        return .object(fields)
    }
}
