/// The CRC-32 of ITU V.42, by a table of 256 entries.
package enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }

    package static func checksum(_ bytes: Span<UInt8>) -> UInt32 {
        var value = UInt32.max
        let table = table
        for index in bytes.indices {
            value = value >> 8 ^ table[Int(UInt8(truncatingIfNeeded: value) ^ bytes[index])]
        }
        return ~value
    }
}
