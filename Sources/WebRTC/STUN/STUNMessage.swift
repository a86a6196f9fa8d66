package import Wire

/// One STUN message (RFC 8489), as ICE and TURN need it.
package struct STUNMessage: Hashable, Sendable {
    package static let magicCookie: UInt32 = 0x2112_A442
    /// Bytes before the first attribute.
    package static let headerLength = 20

    package var messageClass: STUNClass
    package var method: STUNMethod
    package var transactionID: STUNTransactionID
    /// The known attributes, in order, each type once; those after MESSAGE-INTEGRITY are left out (RFC 8489 §14.5).
    package var attributes: [STUNAttribute]

    /// Received attributes that are unknown here and may not be ignored: a request with any is answered with error 420.
    package internal(set) var unknownRequiredAttributes: [STUNAttributeType] = []
    /// Whether a FINGERPRINT was received; it was right, or parsing had thrown.
    package internal(set) var hasFingerprint = false
    /// Where MESSAGE-INTEGRITY began in the received bytes.
    var integrityOffset: Int?

    package init(
        _ messageClass: STUNClass,
        _ method: STUNMethod = .binding,
        transactionID: STUNTransactionID,
        attributes: [STUNAttribute] = []
    ) {
        self.messageClass = messageClass
        self.method = method
        self.transactionID = transactionID
        self.attributes = attributes
    }

    /// Whether a MESSAGE-INTEGRITY was received. It says nothing until `hasValidIntegrity` does.
    package var hasIntegrity: Bool { integrityOffset != nil }
}

extension STUNMessage {
    package var username: String? {
        for case .username(let name) in attributes { return name }
        return nil
    }

    package var priority: UInt32? {
        for case .priority(let priority) in attributes { return priority }
        return nil
    }

    package var usesCandidate: Bool { attributes.contains(.useCandidate) }

    package var errorCode: STUNErrorCode? {
        for case .errorCode(let error) in attributes { return error }
        return nil
    }

    /// XOR-MAPPED-ADDRESS, or MAPPED-ADDRESS from a server older than RFC 5389.
    package var mappedAddress: TransportAddress? {
        for case .xorMappedAddress(let address) in attributes { return address }
        for case .mappedAddress(let address) in attributes { return address }
        return nil
    }

    /// The sender's tie-breaker if it says that it is controlling.
    package var controllingTieBreaker: UInt64? {
        for case .iceControlling(let value) in attributes { return value }
        return nil
    }

    /// The sender's tie-breaker if it says that it is controlled.
    package var controlledTieBreaker: UInt64? {
        for case .iceControlled(let value) in attributes { return value }
        return nil
    }

    package var realm: [UInt8]? {
        for case .realm(let bytes) in attributes { return bytes }
        return nil
    }

    package var nonce: [UInt8]? {
        for case .nonce(let bytes) in attributes { return bytes }
        return nil
    }

    package var channelNumber: UInt16? {
        for case .channelNumber(let number) in attributes { return number }
        return nil
    }

    /// Seconds.
    package var lifetime: UInt32? {
        for case .lifetime(let seconds) in attributes { return seconds }
        return nil
    }

    package var peerAddress: TransportAddress? {
        for case .xorPeerAddress(let address) in attributes { return address }
        return nil
    }

    package var data: [UInt8]? {
        for case .data(let bytes) in attributes { return bytes }
        return nil
    }

    /// One for each address family that was allocated.
    package var relayedAddresses: [TransportAddress] {
        attributes.compactMap { if case .xorRelayedAddress(let address) = $0 { address } else { nil } }
    }

    package var alternateServer: TransportAddress? {
        for case .alternateServer(let address) in attributes { return address }
        return nil
    }
}
