import Wire

/// A cursor over a DNS message: `ByteReader` with names, whose pointers reach back into the whole message.
struct DNSReader: ~Escapable {
    private let message: Span<UInt8>
    private var reader: ByteReader

    @_lifetime(copy message)
    init(_ message: Span<UInt8>) {
        self.message = message
        reader = ByteReader(message)
    }

    mutating func readUInt16() throws(MDNSError) -> UInt16 {
        do { return try reader.readUInt16() } catch { throw .truncated }
    }

    mutating func readUInt32() throws(MDNSError) -> UInt32 {
        do { return try reader.readUInt32() } catch { throw .truncated }
    }

    mutating func readBytes(_ count: Int) throws(MDNSError) -> [UInt8] {
        do { return try reader.readBytes(count) } catch { throw .truncated }
    }

    /// A name (RFC 1035 §4.1.4) in lower case; `nil` if it has bytes that no host's name has.
    mutating func readName() throws(MDNSError) -> String? {
        var text: [UInt8] = []
        var isPlain = true
        var length = 0
        // Where the next label is, once a pointer was followed; before that the cursor knows.
        var jumped: Int?
        // Every pointer has to point further back than the one before it, so there is an end.
        var limit = reader.offset
        while true {
            let first = try byte(at: &jumped)
            switch first {
            case 0: return isPlain ? String(decoding: text, as: UTF8.self) : nil
            case 1...63:
                length += Int(first) + 1
                guard length < 255 else { throw .malformedName }
                if !text.isEmpty { text.append(UInt8(ascii: ".")) }
                for _ in 0..<first {
                    let character = try DNSReader.lowercased(byte(at: &jumped))
                    isPlain = isPlain && DNSReader.isHostCharacter(character)
                    text.append(character)
                }
            case 0xC0...0xFF:
                let target = try Int(first & 0x3F) << 8 | Int(byte(at: &jumped))
                guard target < limit else { throw .malformedName }
                limit = target
                jumped = target
            default: throw .malformedName
            }
        }
    }

    private mutating func byte(at position: inout Int?) throws(MDNSError) -> UInt8 {
        guard let index = position else {
            do { return try reader.readUInt8() } catch { throw .truncated }
        }
        guard index < message.count else { throw .truncated }
        position = index + 1
        return message[index]
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
    }

    private static func isHostCharacter(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D || byte == 0x5F
    }
}
