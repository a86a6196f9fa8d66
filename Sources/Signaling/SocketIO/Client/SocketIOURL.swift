/// Where a server is.
package struct SocketIOURL: Hashable, Sendable, CustomStringConvertible {
    package enum ParseError: Error, Equatable {
        /// Neither `ws`, `wss`, `http` nor `https`.
        case unknownScheme
        case missingHost
        case invalidPort
        /// User names and passwords don't belong into it.
        case credentials
    }

    package let isSecure: Bool
    /// A name, or an address without brackets.
    package let host: String
    package let port: Int
    /// For Socket.IO it ends with a slash, and is `/socket.io/` unless the URL says otherwise.
    package let path: String
    /// Sent with every request, without a leading `?`; may be empty.
    package let query: String

    /// Reads `ws://`, `wss://`, `http://` or `https://`, a host, and optionally port, path and query.
    package init(_ text: String) throws(ParseError) {
        try self.init(text) { path in
            path.isEmpty || path == "/" ? "/socket.io/" : path.hasSuffix("/") ? String(path) : path + "/"
        }
    }

    /// The same for a plain WebSocket, whose path is taken as it is; `path` if there is none.
    package init(webSocket text: String, path: String) throws(ParseError) {
        try self.init(text) { $0.isEmpty || $0 == "/" ? path : String($0) }
    }

    private init(_ text: String, completing: (Substring) -> String) throws(ParseError) {
        guard let (scheme, rest) = SocketIOURL.split(text, at: "://") else { throw .unknownScheme }
        switch scheme.lowercased() {
        case "ws", "http": isSecure = false
        case "wss", "https": isSecure = true
        default: throw .unknownScheme
        }
        let authority = rest.prefix { !"/?#".contains($0) }
        guard !authority.contains("@") else { throw .credentials }
        let tail = rest[authority.endIndex...].prefix { $0 != "#" }
        (host, port) = try SocketIOURL.hostAndPort(authority, default: isSecure ? 443 : 80)
        let path = tail.prefix { $0 != "?" }
        self.path = completing(path)
        query = String(tail[path.endIndex...].dropFirst())
        let allowed = (self.path + query).utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        guard allowed, host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { throw .missingHost }
    }

    private static func split(_ text: String, at separator: String) -> (Substring, Substring)? {
        var index = text.startIndex
        while index < text.endIndex {
            if text[index...].hasPrefix(separator) {
                return (text[..<index], text[index...].dropFirst(separator.count))
            }
            index = text.index(after: index)
        }
        return nil
    }

    private static func hostAndPort(
        _ authority: Substring,
        default defaultPort: Int
    ) throws(ParseError) -> (String, Int) {
        let host: Substring
        let rest: Substring
        if authority.first == "[" {
            guard let end = authority.firstIndex(of: "]") else { throw .missingHost }
            host = authority[..<end].dropFirst()
            rest = authority[end...].dropFirst()
        } else {
            host = authority.prefix { $0 != ":" }
            rest = authority[host.endIndex...]
        }
        guard !host.isEmpty else { throw .missingHost }
        guard !rest.isEmpty else { return (String(host), defaultPort) }
        guard rest.first == ":", let port = UInt16(rest.dropFirst()), port > 0 else { throw .invalidPort }
        return (String(host), Int(port))
    }

    private var bracketedHost: String { host.contains(":") ? "[\(host)]" : host }

    /// Host and port: by what a certificate is remembered.
    package var authority: String { "\(bracketedHost):\(port)" }

    /// What the `Host` header says.
    var hostHeader: String { port == (isSecure ? 443 : 80) ? bracketedHost : authority }

    /// Without the query, which may hold a secret.
    package var description: String { "\(isSecure ? "wss" : "ws")://\(hostHeader)\(path)" }
}
