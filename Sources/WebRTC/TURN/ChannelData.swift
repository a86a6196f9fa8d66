import Wire

/// A payload under a channel's number instead of a STUN header: 4 bytes instead of 36 (RFC 8656 §12.4).
package enum ChannelData {
    /// Bytes before the payload.
    package static let headerLength = 4
    /// RFC 8656 §12: others are reserved, and 0x5000 to 0xFFFF would be taken for DTLS and RTP (RFC 7983 §7).
    package static let numbers: ClosedRange<UInt16> = 0x4000...0x4FFF

    /// Whether a datagram, or what comes next on a stream, begins as ChannelData does.
    package static func isChannelData(firstByte: UInt8) -> Bool {
        (0x40...0x4F).contains(firstByte)
    }

    /// - Parameter isPadded: to a multiple of 4 with zeros that the length does not count: on streams only (RFC 8656 §12.5).
    package static func message(channel: UInt16, payload: [UInt8], isPadded: Bool) -> [UInt8] {
        var writer = ByteWriter(reservingCapacity: headerLength + payload.count + 3)
        writer.write(channel)
        writer.write(UInt16(truncatingIfNeeded: payload.count))
        writer.write(payload)
        if isPadded { writer.writeZeros(-payload.count & 3) }
        return writer.bytes
    }

    /// Number and payload; what follows the length is padding and left out. `nil`: not whole, or not ChannelData.
    package static func parse(_ bytes: Span<UInt8>) -> (channel: UInt16, payload: [UInt8])? {
        var reader = ByteReader(bytes)
        guard let channel = try? reader.readUInt16(), numbers.contains(channel), let length = try? reader.readUInt16(),
            let payload = try? reader.readBytes(Int(length))
        else { return nil }
        return (channel, payload)
    }
}
