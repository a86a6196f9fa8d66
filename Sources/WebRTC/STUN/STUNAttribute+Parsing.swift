import Wire

extension STUNAttribute {
    /// The longest USERNAME in bytes (RFC 5389 §15.3, the more generous of the two editions).
    static let maximumUsernameLength = 513
    /// The longest REALM, NONCE, SOFTWARE or reason phrase in bytes (RFC 8489 §14).
    static let maximumTextLength = 763

    /// Reads the value of an attribute. `nil`: unknown here, or optional and unreadable.
    init?(_ type: STUNAttributeType, value: Span<UInt8>, transactionID: STUNTransactionID) throws(STUNError) {
        do {
            var reader = ByteReader(value)
            guard
                let attribute = try STUNAttribute.read(type, from: &reader, count: value.count, transactionID: transactionID)
            else { return nil }
            self = attribute
        } catch {
            throw .malformedAttribute(type)
        }
    }

    private enum Malformed: Error { case value }

    private static func read(
        _ type: STUNAttributeType,
        from reader: inout ByteReader,
        count: Int,
        transactionID: STUNTransactionID
    ) throws -> STUNAttribute? {
        func require(_ condition: Bool) throws(Malformed) {
            if !condition { throw .value }
        }
        switch type {
        case .mappedAddress: return .mappedAddress(try readAddress(from: &reader, mask: nil))
        case .alternateServer: return .alternateServer(try readAddress(from: &reader, mask: nil))
        case .xorPeerAddress: return .xorPeerAddress(try readAddress(from: &reader, mask: transactionID))
        case .xorRelayedAddress: return .xorRelayedAddress(try readAddress(from: &reader, mask: transactionID))
        case .data: return .data(reader.readRemaining())
        case .channelNumber:
            try require(count == 4)
            return .channelNumber(try reader.readUInt16())
        case .lifetime:
            try require(count == 4)
            return .lifetime(try reader.readUInt32())
        case .requestedTransport:
            try require(count == 4)
            return .requestedTransport(try reader.readUInt8())
        case .requestedAddressFamily, .additionalAddressFamily:
            try require(count == 4)
            guard let family = STUNAddressFamily(rawValue: try reader.readUInt8()) else { throw Malformed.value }
            return type == .requestedAddressFamily ? .requestedAddressFamily(family) : .additionalAddressFamily(family)
        case .xorMappedAddress: return .xorMappedAddress(try readAddress(from: &reader, mask: transactionID))
        case .username:
            try require(count <= maximumUsernameLength)
            guard let text = String(validating: reader.readRemaining(), as: UTF8.self) else { throw Malformed.value }
            return .username(text)
        case .errorCode: return .errorCode(try readErrorCode(from: &reader))
        case .unknownAttributes:
            try require(count.isMultiple(of: 2))
            var types: [STUNAttributeType] = []
            while !reader.isAtEnd { types.append(STUNAttributeType(rawValue: try reader.readUInt16())) }
            return .unknownAttributes(types)
        case .realm:
            try require(count <= maximumTextLength)
            return .realm(reader.readRemaining())
        case .nonce:
            try require(count <= maximumTextLength)
            return .nonce(reader.readRemaining())
        case .software:
            guard count <= maximumTextLength, let text = String(validating: reader.readRemaining(), as: UTF8.self)
            else { return nil }
            return .software(text)
        case .priority:
            try require(count == 4)
            return .priority(try reader.readUInt32())
        case .useCandidate:
            try require(count == 0)
            return .useCandidate
        case .iceControlled:
            try require(count == 8)
            return .iceControlled(try reader.readUInt64())
        case .iceControlling:
            try require(count == 8)
            return .iceControlling(try reader.readUInt64())
        default: return nil
        }
    }

    private static func readAddress(from reader: inout ByteReader, mask: STUNTransactionID?) throws -> TransportAddress {
        try reader.skip(1)
        let length: Int
        switch try reader.readUInt8() {
        case 1: length = 4
        case 2: length = 16
        default: throw Malformed.value
        }
        var port = try reader.readUInt16()
        var bytes = try reader.readBytes(length)
        guard reader.isAtEnd else { throw Malformed.value }
        if let mask {
            port ^= mask.addressMask.port
            for (index, key) in zip(bytes.indices, mask.addressMask.address) { bytes[index] ^= key }
        }
        guard let ip = IPAddress(bytes: bytes) else { throw Malformed.value }
        return TransportAddress(ip, port)
    }

    private static func readErrorCode(from reader: inout ByteReader) throws -> STUNErrorCode {
        try reader.skip(2)
        let hundreds = Int(try reader.readUInt8() & 0x07)
        let rest = Int(try reader.readUInt8())
        guard (3...6).contains(hundreds), rest < 100 else { throw Malformed.value }
        let reason = reader.readRemaining().prefix(maximumTextLength)
        return STUNErrorCode(hundreds * 100 + rest, reason: String(decoding: reason, as: UTF8.self))
    }
}
