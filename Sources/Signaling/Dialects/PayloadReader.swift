import JSON
import Wire

/// Reads the fields of one event's payload: present and sound, absent, or a `DialectError` that names the field.
struct PayloadReader {
    let event: String
    let payload: JSONObject

    /// `nil` in a field counts as absent: stock peers write `null` freely.
    func value(_ field: String) -> JSONValue? {
        guard let value = payload[field], !value.isNull else { return nil }
        return value
    }

    func optionalText(_ field: String, atMost limit: Int) throws(DialectError) -> String? {
        guard let value = value(field) else { return nil }
        let text: String
        switch value {
        case .string(let string): text = string
        case .integer(let number): text = String(number)
        default: throw .malformed(event: event, field: field)
        }
        guard text.utf8.count <= limit else { throw .tooLong(event: event, field: field) }
        return text
    }

    func text(_ field: String, atMost limit: Int) throws(DialectError) -> String {
        guard let text = try optionalText(field, atMost: limit), !text.isEmpty else {
            throw .malformed(event: event, field: field)
        }
        return text
    }

    func secret(_ field: String, atMost limit: Int) throws(DialectError) -> Redacted<String>? {
        try optionalText(field, atMost: limit).map { Redacted($0) }
    }

    func peer() throws(DialectError) -> PeerID? {
        try optionalText("clientId", atMost: 128).map(PeerID.init)
    }

    func negotiationID() throws(DialectError) -> String? {
        try optionalText("negotiationId", atMost: 128)
    }

    /// A name fit to be shown; a wrong type is no reason to refuse a sender.
    func displayName(_ field: String) -> String? {
        value(field)?.string.flatMap { DisplayName.cleaned($0) }
    }

    /// `{code, message, retryAfter?}`: why a server did not let the TV in.
    func failure() throws(DialectError) -> SignalingFailure {
        let code = try text("code", atMost: 64)
        let message = value("message")?.string.flatMap { DisplayName.cleaned($0, atMost: 256) }
        return SignalingFailure(
            code: SignalingFailure.Code(rawValue: code),
            message: message ?? "",
            retryAfter: value("retryAfter")?.double.map { .milliseconds(Int64(min(max($0, 0), 86_400) * 1000)) }
        )
    }

    /// Entries that are not understood are left out: one odd server must not cost the others.
    func iceServers() -> [IceServer] {
        (value("iceServers")?.array ?? []).prefix(16).compactMap { entry in
            let written = entry["urls"] ?? entry["url"]
            let urls = (written?.array ?? written.map { [$0] } ?? []).prefix(8).compactMap(\.string).filter {
                $0.utf8.count <= 512
            }
            guard !urls.isEmpty else { return nil }
            let username = entry["username"]?.string
            let credential = entry["credential"]?.string
            guard (username?.utf8.count ?? 0) <= 512, (credential?.utf8.count ?? 0) <= 512 else { return nil }
            return IceServer(urls: urls, username: username, credential: credential.map { Redacted($0) })
        }
    }
}
