/// Where a STUN or TURN server is (RFC 7064, RFC 7065): `turns:turn.example.org:443?transport=tcp`.
package struct ICEServerURL: Hashable, Sendable {
    package enum Scheme: String, Sendable {
        case stun
        case stuns
        case turn
        case turns

        var isSecure: Bool { self == .stuns || self == .turns }
    }

    /// How the server is spoken to; the raw values are those of `relayProtocol` in webrtc-stats.
    package enum Transport: String, Sendable {
        case udp
        case tcp
        case tls
        /// TLS over UDP (RFC 7350).
        case dtls
    }

    package let scheme: Scheme
    /// A name, or an IP address without brackets.
    package let host: String
    package let port: UInt16
    package let transport: Transport

    /// Bytes; names of hosts end at 253.
    private static let maximumLength = 512

    /// Ports default to 3478, with TLS to 5349; `turn:` and `stun:` to UDP, the secure ones to TLS (RFC 7065 §3.1).
    package init(parsing text: String) throws(ICEServerURLError) {
        guard text.utf8.count <= ICEServerURL.maximumLength else { throw .tooLong }
        guard let colon = text.firstIndex(of: ":"), let scheme = Scheme(rawValue: text[..<colon].lowercased()) else {
            throw .unknownScheme
        }
        let rest = text[text.index(after: colon)...]
        let authority = rest.prefix { $0 != "?" }
        self.scheme = scheme
        transport = try ICEServerURL.transport(rest.dropFirst(authority.count), scheme)
        (host, port) = try ICEServerURL.hostAndPort(authority, defaultPort: scheme.isSecure ? 5349 : 3478)
    }

    /// The address, if the host is one.
    package var address: IPAddress? { IPAddress(host) }

    private static func transport(_ query: Substring, _ scheme: Scheme) throws(ICEServerURLError) -> Transport {
        switch query.lowercased() {
        case "": return scheme.isSecure ? .tls : .udp
        case "?transport=udp": return scheme.isSecure ? .dtls : .udp
        case "?transport=tcp": return scheme.isSecure ? .tls : .tcp
        default: throw .unknownTransport
        }
    }

    private static func hostAndPort(
        _ authority: Substring,
        defaultPort: UInt16
    ) throws(ICEServerURLError) -> (String, UInt16) {
        let host: Substring
        let rest: Substring
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { throw .malformedHost }
            host = authority[authority.index(after: authority.startIndex)..<end]
            rest = authority[authority.index(after: end)...]
            guard let address = IPAddress(host), !address.isV4 else { throw .malformedHost }
        } else {
            host = authority.prefix { $0 != ":" }
            rest = authority.dropFirst(host.count)
            guard isName(host) else { throw .malformedHost }
        }
        guard !rest.isEmpty else { return (String(host), defaultPort) }
        let digits = rest.dropFirst()
        guard rest.hasPrefix(":"), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(digits), port > 0
        else { throw .malformedPort }
        return (String(host), port)
    }

    /// Letters, digits, hyphens and dots: an IPv4 address or what a resolver may be asked for.
    private static func isName(_ text: Substring) -> Bool {
        (1...253).contains(text.utf8.count) && !text.hasPrefix(".") && !text.hasPrefix("-")
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2D
                    || byte == 0x2E || byte == 0x5F
            }
    }
}

extension ICEServerURL: CustomStringConvertible {
    package var description: String {
        let name = host.contains(":") ? "[\(host)]" : host
        let query =
            switch transport {
            case .udp, .tls: ""
            case .tcp: "?transport=tcp"
            case .dtls: "?transport=udp"
            }
        return "\(scheme.rawValue):\(name):\(port)\(query)"
    }
}

/// Why a text is not the address of a STUN or TURN server.
package enum ICEServerURLError: Error, Equatable {
    case tooLong
    /// Neither `stun`, `stuns`, `turn` nor `turns`.
    case unknownScheme
    /// Neither `?transport=udp` nor `?transport=tcp`.
    case unknownTransport
    case malformedHost
    case malformedPort
}
