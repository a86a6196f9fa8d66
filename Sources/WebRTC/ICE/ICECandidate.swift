import STUN
package import Wire

/// An address at which an agent may be reached (RFC 8445 §5.1, RFC 8839 §5.1).
package struct ICECandidate: Hashable, Sendable {
    package enum Transport: String, Sendable {
        case udp
        case tcp
    }

    package enum Address: Hashable, Sendable {
        case ip(TransportAddress)
        /// A name hiding an address of the sender's network: `<uuid>.local`, lower case.
        case mdns(name: String, port: UInt16)
    }

    /// The raw values are those of `typ` in a candidate line.
    package enum Kind: String, Sendable {
        case host
        case serverReflexive = "srflx"
        case peerReflexive = "prflx"
        case relay

        /// RFC 8445 §5.1.2.2.
        package var typePreference: UInt32 {
            switch self {
            case .host: 126
            case .peerReflexive: 110
            case .serverReflexive: 100
            case .relay: 0
            }
        }
    }

    package var foundation: String
    package var component: Int
    package var transport: Transport
    package var priority: UInt32
    package var address: Address
    package var kind: Kind
    /// The base of a reflexive candidate, the mapped address of a relayed one; for diagnosis only.
    package var relatedAddress: TransportAddress?
    package var usernameFragment: String?
    /// `active`, `passive` or `so`, for TCP only (RFC 6544 §4.5).
    package var tcpType: String?

    package init(
        foundation: String,
        component: Int = 1,
        transport: Transport = .udp,
        priority: UInt32,
        address: Address,
        kind: Kind,
        relatedAddress: TransportAddress? = nil,
        usernameFragment: String? = nil,
        tcpType: String? = nil
    ) {
        self.foundation = foundation
        self.component = component
        self.transport = transport
        self.priority = priority
        self.address = address
        self.kind = kind
        self.relatedAddress = relatedAddress
        self.usernameFragment = usernameFragment
        self.tcpType = tcpType
    }

    /// The address, unless it hides behind an mDNS name.
    package var transportAddress: TransportAddress? {
        guard case .ip(let address) = address else { return nil }
        return address
    }
}

extension ICECandidate {
    /// The highest priority a candidate may have (RFC 8445 §5.1.2).
    static let maximumPriority: UInt32 = 0x7FFF_FFFF

    /// RFC 8445 §5.1.2.1. A higher local preference is preferred among candidates of the same kind.
    package static func priority(kind: Kind, localPreference: UInt16, component: Int = 1) -> UInt32 {
        let rest = UInt32(256 - min(max(component, 1), 256))
        return kind.typePreference << 24 | UInt32(localPreference) << 8 | rest
    }

    /// A UDP host candidate: `address` is that of the socket.
    package static func host(_ address: TransportAddress, localPreference: UInt16 = .max) -> ICECandidate {
        ICECandidate(
            foundation: foundation(kind: .host, base: address.ip),
            priority: priority(kind: .host, localPreference: localPreference),
            address: .ip(address),
            kind: .host
        )
    }

    /// What a STUN server sees of the socket at `base`.
    package static func serverReflexive(
        _ address: TransportAddress,
        base: TransportAddress,
        server: IPAddress,
        localPreference: UInt16
    ) -> ICECandidate {
        ICECandidate(
            foundation: foundation(kind: .serverReflexive, base: base.ip, server: server),
            priority: priority(kind: .serverReflexive, localPreference: localPreference),
            address: .ip(address),
            kind: .serverReflexive,
            relatedAddress: base
        )
    }

    /// An address at a TURN server.
    ///
    /// - Parameter related: what the server sees of us; the unspecified address where nobody is to learn that.
    package static func relayed(
        _ address: TransportAddress,
        related: TransportAddress,
        server: IPAddress,
        via relayProtocol: ICEServerURL.Transport,
        localPreference: UInt16
    ) -> ICECandidate {
        ICECandidate(
            foundation: foundation(kind: .relay, base: address.ip, server: server, via: relayProtocol),
            priority: priority(kind: .relay, localPreference: localPreference),
            address: .ip(address),
            kind: .relay,
            relatedAddress: related
        )
    }

    /// The same for candidates of one kind from one base address, server and way to it, otherwise different
    /// (RFC 8445 §5.1.1.3).
    static func foundation(
        kind: Kind,
        base: IPAddress,
        server: IPAddress? = nil,
        via relayProtocol: ICEServerURL.Transport? = nil
    ) -> String {
        let bytes =
            Array(kind.rawValue.utf8) + base.bytes + (server?.bytes ?? []) + Array((relayProtocol?.rawValue ?? "").utf8)
        return String(CRC32.checksum(bytes.span))
    }

    var localPreference: UInt16 { UInt16(truncatingIfNeeded: priority >> 8) }

    /// What a peer would call the reflection of this local candidate: the PRIORITY of checks (RFC 8445 §7.1.1).
    var peerReflexivePriority: UInt32 {
        ICECandidate.priority(kind: .peerReflexive, localPreference: localPreference, component: component)
    }
}
