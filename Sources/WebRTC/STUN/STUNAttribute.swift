package import Wire

/// One attribute with its value (RFC 8489 §14, RFC 8445 §7.1, RFC 8656 §18).
///
/// MESSAGE-INTEGRITY and FINGERPRINT are not here: they are made by `STUNMessage.serialized` and checked by
/// `STUNMessage.init(parsing:)` and `STUNMessage.hasValidIntegrity`.
package enum STUNAttribute: Hashable, Sendable {
    case mappedAddress(TransportAddress)
    case xorMappedAddress(TransportAddress)
    case username(String)
    case errorCode(STUNErrorCode)
    case unknownAttributes([STUNAttributeType])
    /// Kept as bytes: what it means is the TURN client's business.
    case realm([UInt8])
    /// Kept as bytes: it must be sent back unchanged.
    case nonce([UInt8])
    case software(String)
    case priority(UInt32)
    case useCandidate
    /// The tie-breaker of an agent in the controlled role.
    case iceControlled(UInt64)
    /// The tie-breaker of an agent in the controlling role.
    case iceControlling(UInt64)
    case channelNumber(UInt16)
    /// Seconds.
    case lifetime(UInt32)
    case xorPeerAddress(TransportAddress)
    case data([UInt8])
    case xorRelayedAddress(TransportAddress)
    case requestedAddressFamily(STUNAddressFamily)
    /// An IP protocol number.
    case requestedTransport(UInt8)
    case additionalAddressFamily(STUNAddressFamily)
    case alternateServer(TransportAddress)

    package var type: STUNAttributeType {
        switch self {
        case .mappedAddress: .mappedAddress
        case .xorMappedAddress: .xorMappedAddress
        case .username: .username
        case .errorCode: .errorCode
        case .unknownAttributes: .unknownAttributes
        case .realm: .realm
        case .nonce: .nonce
        case .software: .software
        case .priority: .priority
        case .useCandidate: .useCandidate
        case .iceControlled: .iceControlled
        case .iceControlling: .iceControlling
        case .channelNumber: .channelNumber
        case .lifetime: .lifetime
        case .xorPeerAddress: .xorPeerAddress
        case .data: .data
        case .xorRelayedAddress: .xorRelayedAddress
        case .requestedAddressFamily: .requestedAddressFamily
        case .requestedTransport: .requestedTransport
        case .additionalAddressFamily: .additionalAddressFamily
        case .alternateServer: .alternateServer
        }
    }
}
