/// Looking at values without keeping them: what is refused, and where, is the same as when they are read.
extension JSONParser {
    mutating func readVerbatim(depth: Int) throws(JSONError) -> JSONText {
        let start = offset
        try skipValue(depth: depth)
        return JSONText(checked: try JSONParser.text(bytes.extracting(start..<offset), at: start))
    }

    private mutating func skipValue(depth: Int) throws(JSONError) {
        let byte = try current()
        switch byte {
        case UInt8(ascii: "\""): try skipString()
        case UInt8(ascii: "{"): try skipObject(depth: depth)
        case UInt8(ascii: "["): try skipArray(depth: depth)
        case UInt8(ascii: "t"): _ = try parseWord("true", .bool(true))
        case UInt8(ascii: "f"): _ = try parseWord("false", .bool(false))
        case UInt8(ascii: "n"): _ = try parseWord("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): _ = try parseNumber()
        default: throw .unexpectedByte(byte, at: offset)
        }
    }

    private mutating func skipArray(depth: Int) throws(JSONError) {
        guard depth < maximumDepth else { throw .tooDeep(at: offset) }
        offset += 1
        skipWhitespace()
        if try takeIf(UInt8(ascii: "]")) { return }
        while true {
            skipWhitespace()
            try skipValue(depth: depth + 1)
            skipWhitespace()
            if try takeIf(UInt8(ascii: "]")) { return }
            try expect(UInt8(ascii: ","))
        }
    }

    private mutating func skipObject(depth: Int) throws(JSONError) {
        guard depth < maximumDepth else { throw .tooDeep(at: offset) }
        offset += 1
        skipWhitespace()
        if try takeIf(UInt8(ascii: "}")) { return }
        while true {
            skipWhitespace()
            let byte = try current()
            guard byte == UInt8(ascii: "\"") else { throw .unexpectedByte(byte, at: offset) }
            try skipString()
            skipWhitespace()
            try expect(UInt8(ascii: ":"))
            skipWhitespace()
            try skipValue(depth: depth + 1)
            skipWhitespace()
            if try takeIf(UInt8(ascii: "}")) { return }
            try expect(UInt8(ascii: ","))
        }
    }

    private mutating func skipString() throws(JSONError) {
        offset += 1
        let start = offset
        var isASCII = true
        while true {
            isASCII = skipPlainText() && isASCII
            let byte = try current()
            switch byte {
            case UInt8(ascii: "\""):
                if !isASCII { _ = try JSONParser.text(bytes.extracting(start..<offset), at: start) }
                offset += 1
                return
            case UInt8(ascii: "\\"): try skipEscape()
            default: throw .unexpectedByte(byte, at: offset)
            }
        }
    }

    private mutating func skipEscape() throws(JSONError) {
        let start = offset
        guard start + 1 < bytes.count else { throw .unexpectedEnd }
        switch bytes[start + 1] {
        case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "t"),
            UInt8(ascii: "b"), UInt8(ascii: "f"):
            offset = start + 2
        default:
            var unescaped: [UInt8] = []
            try parseEscape(into: &unescaped)
        }
    }

    /// Moves on to a quote, a backslash, a control character or the end. Returns whether all of it was ASCII.
    mutating func skipPlainText() -> Bool {
        var seen: UInt64 = 0
        while bytes.count - offset >= 8 {
            // In bounds by the line above, and checked again; every pattern of bits is a `UInt64`.
            let word = unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
            guard !JSONParser.hasSpecialByte(word) else { break }
            seen |= word
            offset += 8
        }
        while offset < bytes.count {
            let byte = bytes[offset]
            guard byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else { break }
            seen |= UInt64(byte)
            offset += 1
        }
        return seen & 0x8080_8080_8080_8080 == 0
    }

    /// Whether one of eight bytes is a quote, a backslash or a control character: for each, the highest bit of `byte - limit` and
    /// of the byte itself tell. A borrow can make a byte look special only behind one that is.
    private static func hasSpecialByte(_ word: UInt64) -> Bool {
        let (ones, highest): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
        let quote = word ^ (ones &* 0x22)
        let backslash = word ^ (ones &* 0x5C)
        let found = (word &- ones &* 0x20) & ~word | (quote &- ones) & ~quote | (backslash &- ones) & ~backslash
        return found & highest != 0
    }
}
