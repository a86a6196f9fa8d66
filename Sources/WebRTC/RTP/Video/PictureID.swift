import Wire

/// A number that counts pictures in 7 or 15 bits; VP8 and VP9 write it alike (RFC 7741 §4.2, RFC 9628 §4.2).
package struct PictureID: Sendable, Equatable {
    package var value: UInt16
    package var isLong: Bool

    package init(value: UInt16, isLong: Bool) {
        self.value = value
        self.isLong = isLong
    }

    init(_ reader: inout ByteReader) throws(WireError) {
        let first = try reader.readUInt8()
        isLong = first & 0x80 != 0
        value = UInt16(first & 0x7F)
        if isLong { value = value << 8 | UInt16(try reader.readUInt8()) }
    }

    /// Whether this is the picture after `other`, wrapping; a sender may change the width at any time.
    package func follows(_ other: PictureID) -> Bool {
        let mask: UInt16 = isLong && other.isLong ? 0x7FFF : 0x7F
        return (value ^ (other.value &+ 1)) & mask == 0
    }
}
