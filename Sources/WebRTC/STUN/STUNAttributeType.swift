/// The number of an attribute (RFC 8489 §18.3, RFC 8445 §16.1, RFC 8656 §18).
package struct STUNAttributeType: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    package static let mappedAddress = STUNAttributeType(rawValue: 0x0001)
    package static let username = STUNAttributeType(rawValue: 0x0006)
    package static let messageIntegrity = STUNAttributeType(rawValue: 0x0008)
    package static let errorCode = STUNAttributeType(rawValue: 0x0009)
    package static let unknownAttributes = STUNAttributeType(rawValue: 0x000A)
    package static let channelNumber = STUNAttributeType(rawValue: 0x000C)
    package static let lifetime = STUNAttributeType(rawValue: 0x000D)
    package static let xorPeerAddress = STUNAttributeType(rawValue: 0x0012)
    package static let data = STUNAttributeType(rawValue: 0x0013)
    package static let realm = STUNAttributeType(rawValue: 0x0014)
    package static let nonce = STUNAttributeType(rawValue: 0x0015)
    package static let xorRelayedAddress = STUNAttributeType(rawValue: 0x0016)
    package static let requestedAddressFamily = STUNAttributeType(rawValue: 0x0017)
    package static let requestedTransport = STUNAttributeType(rawValue: 0x0019)
    package static let xorMappedAddress = STUNAttributeType(rawValue: 0x0020)
    package static let priority = STUNAttributeType(rawValue: 0x0024)
    package static let useCandidate = STUNAttributeType(rawValue: 0x0025)
    package static let additionalAddressFamily = STUNAttributeType(rawValue: 0x8000)
    package static let software = STUNAttributeType(rawValue: 0x8022)
    package static let alternateServer = STUNAttributeType(rawValue: 0x8023)
    package static let fingerprint = STUNAttributeType(rawValue: 0x8028)
    package static let iceControlled = STUNAttributeType(rawValue: 0x8029)
    package static let iceControlling = STUNAttributeType(rawValue: 0x802A)

    /// Whether several may stand in one message and all count (RFC 8656 §7.2, §9.1).
    var mayRepeat: Bool { self == .xorRelayedAddress || self == .xorPeerAddress }

    /// Whether a receiver that does not know the attribute must refuse the request (RFC 8489 §14).
    package var isComprehensionRequired: Bool { rawValue < 0x8000 }
}
