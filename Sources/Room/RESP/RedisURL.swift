/// Where a Redis server is: `redis://user@host:6379/0`, or `rediss://` for TLS. A password does not belong in an address,
/// which logs and process lists show.
package struct RedisURL: Sendable, Equatable, CustomStringConvertible {
    package static let expectation =
        "an address such as redis://redis.example.org:6379 or rediss://rooms@192.168.1.30/1, without a password"

    package let isSecure: Bool
    /// `nil` is Redis' default user.
    package let user: String?
    /// A name or an address, IPv6 without brackets.
    package let host: String
    package let port: Int
    package let database: Int

    /// `nil` for what is no such address.
    package init?(_ text: String) {
        guard let scheme = text.firstRange(of: "://") else { return nil }
        switch text[..<scheme.lowerBound].lowercased() {
        case "redis": isSecure = false
        case "rediss": isSecure = true
        default: return nil
        }
        var rest = text[scheme.upperBound...]
        guard !rest.contains(where: { $0.isWhitespace || $0 == "?" || $0 == "#" }) else { return nil }
        if let at = rest.lastIndex(of: "@") {
            let user = rest[..<at]
            guard !user.isEmpty, user.allSatisfy({ !"/:@%".contains($0) }) else { return nil }
            self.user = String(user)
            rest = rest[rest.index(after: at)...]
        } else {
            user = nil
        }
        if let slash = rest.firstIndex(of: "/") {
            let path = rest[rest.index(after: slash)...]
            guard path.isEmpty || path.allSatisfy(\.isASCIIDigit), let number = path.isEmpty ? 0 : Int(path), number < 1 << 20
            else { return nil }
            database = number
            rest = rest[..<slash]
        } else {
            database = 0
        }
        guard let (host, port) = Self.authority(rest) else { return nil }
        self.host = host
        self.port = port
    }

    private static func authority(_ text: Substring) -> (host: String, port: Int)? {
        var host = text
        var port = Substring("6379")
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            host = text[text.index(after: text.startIndex)..<end]
            let rest = text[text.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":"), host.allSatisfy({ $0.isHexDigit || ":.".contains($0) }) else { return nil }
            if !rest.isEmpty { port = rest.dropFirst() }
        } else if let colon = text.lastIndex(of: ":") {
            host = text[..<colon]
            port = text[text.index(after: colon)...]
            guard !host.contains(":") else { return nil }
        }
        guard !host.isEmpty, port.allSatisfy(\.isASCIIDigit), let number = UInt16(port), number > 0 else { return nil }
        return (String(host), Int(number))
    }

    package var description: String {
        let address = host.contains(":") ? "[\(host)]" : host
        return
            "\(isSecure ? "rediss" : "redis")://\(user.map { $0 + "@" } ?? "")\(address):\(port)\(database == 0 ? "" : "/\(database)")"
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
