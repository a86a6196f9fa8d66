/// An address of a web or WebSocket service: scheme, host, port and path, nothing else.
package struct WebURL: SettingText {
    package enum Scheme: String, Sendable {
        case http, https, ws, wss

        package var isSecure: Bool { self == .https || self == .wss }
    }

    package let scheme: Scheme
    /// IPv6 without brackets.
    package let host: String
    /// The scheme's own (80, 443) if none is written.
    package let port: UInt16
    /// Empty, or a slash and more; no slash at the end.
    package let path: String
    private let hasExplicitPort: Bool

    package static let expectation = "an address such as https://room.example.org or wss://192.168.1.20:8443"

    package init?(settingText: String) {
        guard let separator = settingText.firstIndex(of: ":"),
            let scheme = Scheme(rawValue: settingText[..<separator].lowercased())
        else { return nil }
        let rest = settingText[separator...]
        guard rest.hasPrefix("://"), settingText.utf8.count <= 512 else { return nil }
        let afterScheme = rest.dropFirst(3)
        // No blanks, no user name, no query: each would be silently lost on the way to the browser.
        guard afterScheme.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !afterScheme.contains(where: { "@?#,\\\"<>".contains($0) })
        else { return nil }
        let authority = afterScheme.prefix { $0 != "/" }
        guard let (host, port) = WebURL.authority(authority) else { return nil }
        var path = String(afterScheme.dropFirst(authority.count))
        while path.hasSuffix("/") { path.removeLast() }
        self.scheme = scheme
        self.host = host
        self.port = port ?? (scheme.isSecure ? 443 : 80)
        self.path = path
        hasExplicitPort = port != nil
    }

    package var settingText: String {
        let host = host.contains(":") ? "[\(host)]" : host
        return "\(scheme.rawValue)://\(host)\(hasExplicitPort ? ":\(port)" : "")\(path)"
    }

    private static func authority(_ text: Substring) -> (String, UInt16?)? {
        let isBareIPv6 = text.last == "]"
        guard !isBareIPv6, let colon = text.lastIndex(of: ":") else { return HostPort.host(text).map { ($0, nil) } }
        guard let host = HostPort.host(text[..<colon]), let port = HostPort.port(text[text.index(after: colon)...]), port > 0
        else { return nil }
        return (host, port)
    }
}

extension WebURL: CustomStringConvertible {
    package var description: String { settingText }
}
