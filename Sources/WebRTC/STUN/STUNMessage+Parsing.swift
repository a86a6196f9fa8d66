import Wire

extension STUNMessage {
    /// Reads one datagram: header, attributes, and FINGERPRINT if there is one. MESSAGE-INTEGRITY needs a key and is
    /// checked by `hasValidIntegrity`.
    package init(parsing bytes: Span<UInt8>) throws(STUNError) {
        var reader = ByteReader(bytes)
        self = try STUNMessage.readHeader(from: &reader)
        var seen: Set<STUNAttributeType> = []
        while !reader.isAtEnd {
            guard !hasFingerprint else { throw .attributeAfterFingerprint }
            let offset = reader.offset
            let type: STUNAttributeType
            let value: Span<UInt8>
            do {
                type = STUNAttributeType(rawValue: try reader.readUInt16())
                let length = Int(try reader.readUInt16())
                value = try reader.readSpan(length)
                try reader.skip(-length & 3)
            } catch {
                throw .truncated
            }
            if type == .fingerprint {
                try checkFingerprint(value, covering: bytes.extracting(0..<offset))
                continue
            }
            // The first of its kind counts (RFC 8489 §14), and nothing after the integrity is covered by it.
            guard integrityOffset == nil, seen.insert(type).inserted || type.mayRepeat else { continue }
            if type == .messageIntegrity {
                guard value.count == STUNMessage.integrityLength else { throw .malformedAttribute(type) }
                integrityOffset = offset
            } else if let attribute = try STUNAttribute(type, value: value, transactionID: transactionID) {
                attributes.append(attribute)
            } else if type.isComprehensionRequired {
                unknownRequiredAttributes.append(type)
            }
        }
    }

    private static func readHeader(from reader: inout ByteReader) throws(STUNError) -> STUNMessage {
        do {
            let type = try reader.readUInt16()
            let length = Int(try reader.readUInt16())
            let cookie = try reader.readUInt32()
            let transactionID = STUNTransactionID(high: try reader.readUInt32(), low: try reader.readUInt64())
            guard type & 0xC000 == 0 else { throw STUNError.notSTUN }
            guard cookie == magicCookie else { throw STUNError.wrongMagicCookie }
            guard length == reader.remaining, length.isMultiple(of: 4) else { throw STUNError.wrongLength }
            let messageType = STUNMessageType(rawValue: type)
            return STUNMessage(messageType.messageClass, messageType.method, transactionID: transactionID)
        } catch let error as STUNError {
            throw error
        } catch {
            throw .truncated
        }
    }

    private mutating func checkFingerprint(_ value: Span<UInt8>, covering covered: Span<UInt8>) throws(STUNError) {
        var reader = ByteReader(value)
        guard value.count == 4, let received = try? reader.readUInt32() else { throw .malformedAttribute(.fingerprint) }
        guard received == CRC32.checksum(covered) ^ STUNMessage.fingerprintMask else { throw .fingerprintMismatch }
        hasFingerprint = true
    }

    /// Whether MESSAGE-INTEGRITY was there and was made with `key`, in constant time.
    ///
    /// `bytes` are those the message was parsed from.
    package func hasValidIntegrity(in bytes: Span<UInt8>, key: STUNIntegrityKey) -> Bool {
        guard let offset = integrityOffset, offset + 4 + STUNMessage.integrityLength <= bytes.count else { return false }
        var covered = bytes.extracting(0..<offset).array
        STUNMessage.setLength(of: &covered, adding: 4 + STUNMessage.integrityLength)
        let received = bytes.extracting((offset + 4)..<(offset + 4 + STUNMessage.integrityLength)).array
        return key.isValid(received, for: covered)
    }
}
