/// A received RTP packet (RFC 3550 §5.1): it owns its bytes, and everything of variable length is a range into them.
package struct RTPPacket: Sendable {
    package let bytes: [UInt8]
    package let marker: Bool
    /// 0…127.
    package let payloadType: UInt8
    package let sequenceNumber: UInt16
    /// In units of the payload's clock rate.
    package let timestamp: UInt32
    package let ssrc: UInt32
    /// Where the payload is in `bytes`: header, CSRCs, header extension and padding are outside. Empty in a padding-only packet.
    package let payload: Range<Int>
    let extensionForm: ExtensionForm
    let extensionBlock: Range<Int>

    /// Reads a decrypted packet. Header extensions are not checked here: a damaged one is merely not found.
    package init(parsing bytes: [UInt8]) throws(RTPError) {
        guard bytes.count >= 12 else { throw .truncated }
        let version = bytes[0] >> 6
        guard version == 2 else { throw .unsupportedVersion(version) }
        marker = bytes[1] & 0x80 != 0
        payloadType = bytes[1] & 0x7F
        sequenceNumber = bytes.unsigned16(at: 2)
        timestamp = bytes.unsigned32(at: 4)
        ssrc = bytes.unsigned32(at: 8)

        var headerEnd = 12 + 4 * Int(bytes[0] & 0x0F)
        guard headerEnd <= bytes.count else { throw .truncated }
        if bytes[0] & 0x10 != 0 {
            guard headerEnd + 4 <= bytes.count else { throw .truncated }
            extensionForm = ExtensionForm(profile: bytes.unsigned16(at: headerEnd))
            let start = headerEnd + 4
            headerEnd = start + 4 * Int(bytes.unsigned16(at: headerEnd + 2))
            guard headerEnd <= bytes.count else { throw .truncated }
            extensionBlock = start..<headerEnd
        } else {
            extensionForm = .unknown
            extensionBlock = headerEnd..<headerEnd
        }

        var payloadEnd = bytes.count
        if bytes[0] & 0x20 != 0 {
            let padding = Int(bytes[payloadEnd - 1])
            guard padding > 0, payloadEnd - padding >= headerEnd else { throw .invalidPadding }
            payloadEnd -= padding
        }
        payload = headerEnd..<payloadEnd
        self.bytes = bytes
    }

    /// Bytes of padding at the end, its count included.
    package var paddingCount: Int { bytes.count - payload.upperBound }
}

extension [UInt8] {
    /// Two bytes in network order; the caller has checked the bounds.
    func unsigned16(at offset: Int) -> UInt16 {
        UInt16(self[offset]) << 8 | UInt16(self[offset + 1])
    }

    /// Four bytes in network order; the caller has checked the bounds.
    func unsigned32(at offset: Int) -> UInt32 {
        UInt32(unsigned16(at: offset)) << 16 | UInt32(unsigned16(at: offset + 2))
    }
}
