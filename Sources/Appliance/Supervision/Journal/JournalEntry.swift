/// One entry of systemd's journal in its native protocol: fields as `NAME=value` lines; a value with line breaks is the name, a
/// line break, its length as a little-endian 64-bit number, the value, a line break.
struct JournalEntry: Equatable, Sendable {
    /// Bytes of one value; a datagram has to fit into a socket's buffer.
    static let longestValue = 48 * 1024
    private static let longestName = 64

    private(set) var bytes: [UInt8] = []

    /// Adds a field; a name becomes what the journal allows: capitals, digits and underscores, a capital first.
    mutating func add(_ name: String, _ value: String) {
        let name = JournalEntry.fieldName(name)
        guard !name.isEmpty else { return }
        let value = JournalEntry.shortened(value)
        bytes += name
        if value.contains(0x0A) {
            bytes.append(0x0A)
            var length = UInt64(value.count)
            for _ in 0..<8 {
                bytes.append(UInt8(truncatingIfNeeded: length))
                length >>= 8
            }
        } else {
            bytes.append(UInt8(ascii: "="))
        }
        bytes += value
        bytes.append(0x0A)
    }

    /// `roundTripTime` is `ROUND_TRIP_TIME`. Leading underscores are the journal's own and are dropped.
    static func fieldName(_ name: String) -> [UInt8] {
        var result: [UInt8] = []
        var previousWasLower = false
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"):
                result.append(byte - 32)
                previousWasLower = true
                continue
            case UInt8(ascii: "A")...UInt8(ascii: "Z"):
                if previousWasLower { result.append(UInt8(ascii: "_")) }
                result.append(byte)
            case UInt8(ascii: "0")...UInt8(ascii: "9") where !result.isEmpty: result.append(byte)
            default: if !result.isEmpty { result.append(UInt8(ascii: "_")) }
            }
            previousWasLower = false
        }
        return Array(result.prefix(longestName))
    }

    /// Cut at a character, never inside one.
    private static func shortened(_ value: String) -> [UInt8] {
        let bytes = Array(value.utf8)
        guard bytes.count > longestValue else { return bytes }
        var end = longestValue
        while end > 0, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        return Array(bytes[..<end])
    }
}
