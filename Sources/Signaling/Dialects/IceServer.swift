import JSON
package import Wire

/// A STUN or TURN server, as `RTCIceServer` of W3C WebRTC §4.2.4.
package struct IceServer: Sendable, Equatable {
    /// `stun:`, `turn:` or `turns:` URLs (RFC 7064, RFC 7065), not yet checked.
    package var urls: [String]
    package var username: String?
    package var credential: Redacted<String>?

    package init(urls: [String], username: String? = nil, credential: Redacted<String>? = nil) {
        self.urls = urls
        self.username = username
        self.credential = credential
    }
}

extension IceServer {
    /// W3C `RTCIceServer` dictionaries.
    static func json(_ servers: [IceServer]) -> JSONValue {
        .array(
            servers.map { server in
                var object: JSONObject = ["urls": .array(server.urls.map { .string($0) })]
                object["username"] = server.username.map { .string($0) }
                object["credential"] = server.credential.map { .string($0.exposed) }
                return .object(object)
            }
        )
    }
}
