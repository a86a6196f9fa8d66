import Wire

extension STUNMessage {
    static let integrityLength = 20
    static let fingerprintMask: UInt32 = 0x5354_554E

    /// The datagram: attributes in order, then MESSAGE-INTEGRITY if there is a key, then FINGERPRINT if wanted.
    package func serialized(key: STUNIntegrityKey? = nil, fingerprint: Bool = true) -> [UInt8] {
        var writer = ByteWriter(reservingCapacity: 128)
        writer.write(STUNMessageType(messageClass, method).rawValue)
        writer.write(UInt16(0))
        writer.write(STUNMessage.magicCookie)
        writer.write(transactionID.high)
        writer.write(transactionID.low)
        for attribute in attributes {
            STUNMessage.write(attribute.type, attribute.value(transactionID: transactionID), to: &writer)
        }
        if let key {
            writer.overwrite(STUNMessage.length(writer.count, adding: 4 + STUNMessage.integrityLength), at: 2)
            STUNMessage.write(.messageIntegrity, key.code(for: writer.bytes), to: &writer)
        }
        if fingerprint {
            writer.overwrite(STUNMessage.length(writer.count, adding: 8), at: 2)
            var value = ByteWriter(reservingCapacity: 4)
            value.write(CRC32.checksum(writer.bytes.span) ^ STUNMessage.fingerprintMask)
            STUNMessage.write(.fingerprint, value.bytes, to: &writer)
        }
        writer.overwrite(STUNMessage.length(writer.count, adding: 0), at: 2)
        return writer.bytes
    }

    private static func write(_ type: STUNAttributeType, _ value: [UInt8], to writer: inout ByteWriter) {
        writer.write(type.rawValue)
        writer.write(UInt16(truncatingIfNeeded: value.count))
        writer.write(value)
        writer.writeZeros(-value.count & 3)
    }

    private static func length(_ count: Int, adding following: Int) -> UInt16 {
        UInt16(truncatingIfNeeded: count - headerLength + following)
    }

    /// Sets the length field of a message cut off before an attribute as if `following` bytes came after it.
    static func setLength(of bytes: inout [UInt8], adding following: Int) {
        guard bytes.count >= headerLength else { return }
        let length = length(bytes.count, adding: following)
        bytes[2] = UInt8(truncatingIfNeeded: length >> 8)
        bytes[3] = UInt8(truncatingIfNeeded: length)
    }
}
