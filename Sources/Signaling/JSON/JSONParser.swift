import Wire

/// Reads one JSON text from bytes (RFC 8259, strictly), by recursive descent that `maximumDepth` bounds.
struct JSONParser: ~Escapable {
    let bytes: Span<UInt8>
    let maximumDepth: Int
    /// Arrays and objects as deep as this, or deeper, stay the text they are.
    private let verbatimDepth: Int
    var offset = 0

    /// Longer than any number that a `Double` needs to be told apart (767 digits).
    private static let longestNumber = 1024

    @_lifetime(copy bytes)
    init(_ bytes: Span<UInt8>, maximumDepth: Int, verbatimDepth: Int) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
        self.verbatimDepth = verbatimDepth
    }

    mutating func parseText() throws(JSONError) -> JSONValue {
        skipWhitespace()
        let value = try parseValue(depth: 0)
        skipWhitespace()
        guard offset == bytes.count else { throw .trailingContent(at: offset) }
        return value
    }

    private mutating func parseValue(depth: Int) throws(JSONError) -> JSONValue {
        let byte = try current()
        switch byte {
        case UInt8(ascii: "{") where depth >= verbatimDepth, UInt8(ascii: "[") where depth >= verbatimDepth:
            return .verbatim(try readVerbatim(depth: depth))
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "{"): return .object(try parseObject(depth: depth))
        case UInt8(ascii: "["): return .array(try parseArray(depth: depth))
        case UInt8(ascii: "t"): return try parseWord("true", .bool(true))
        case UInt8(ascii: "f"): return try parseWord("false", .bool(false))
        case UInt8(ascii: "n"): return try parseWord("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try parseNumber()
        default: throw .unexpectedByte(byte, at: offset)
        }
    }

    mutating func parseWord(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        for expected in word.description.utf8 { try expect(expected) }
        return value
    }

    private mutating func parseArray(depth: Int) throws(JSONError) -> [JSONValue] {
        guard depth < maximumDepth else { throw .tooDeep(at: offset) }
        offset += 1
        skipWhitespace()
        var elements: [JSONValue] = []
        if try takeIf(UInt8(ascii: "]")) { return elements }
        // An event's name and its payload.
        elements.reserveCapacity(2)
        while true {
            skipWhitespace()
            elements.append(try parseValue(depth: depth + 1))
            skipWhitespace()
            if try takeIf(UInt8(ascii: "]")) { return elements }
            try expect(UInt8(ascii: ","))
        }
    }

    private mutating func parseObject(depth: Int) throws(JSONError) -> JSONObject {
        guard depth < maximumDepth else { throw .tooDeep(at: offset) }
        offset += 1
        skipWhitespace()
        var members: [JSONObject.Member] = []
        if try takeIf(UInt8(ascii: "}")) { return JSONObject() }
        members.reserveCapacity(3)
        while true {
            skipWhitespace()
            guard try current() == UInt8(ascii: "\"") else { throw .unexpectedByte(bytes[offset], at: offset) }
            let name = try parseString()
            skipWhitespace()
            try expect(UInt8(ascii: ":"))
            skipWhitespace()
            members.append(JSONObject.Member(name: name, value: try parseValue(depth: depth + 1)))
            skipWhitespace()
            if try takeIf(UInt8(ascii: "}")) { return JSONObject(members) }
            try expect(UInt8(ascii: ","))
        }
    }

    mutating func parseNumber() throws(JSONError) -> JSONValue {
        let start = offset
        let isNegative = try takeIf(UInt8(ascii: "-"))
        var magnitude: Int64 = 0
        var isExact = true
        if try !takeIf(UInt8(ascii: "0")) {
            try requireDigit()
            while let digit = digitHere() {
                let (tens, overflow) = magnitude.multipliedReportingOverflow(by: 10)
                // Downwards, because Int64.min has no positive counterpart.
                let (sum, carried) = tens.subtractingReportingOverflow(digit)
                if overflow || carried { isExact = false }
                magnitude = sum
                offset += 1
            }
        }
        var isWhole = true
        if offset < bytes.count, bytes[offset] == UInt8(ascii: ".") {
            isWhole = false
            offset += 1
            try skipDigits()
        }
        if offset < bytes.count, bytes[offset] | 0x20 == UInt8(ascii: "e") {
            isWhole = false
            offset += 1
            if offset < bytes.count, bytes[offset] == UInt8(ascii: "+") || bytes[offset] == UInt8(ascii: "-") { offset += 1 }
            try skipDigits()
        }
        // -0 is a number of its own only for `Double`.
        if isWhole, isExact, !(isNegative && magnitude == 0) {
            if isNegative { return .integer(magnitude) }
            if magnitude != .min { return .integer(-magnitude) }
        }
        return .number(try double(from: start))
    }

    private func double(from start: Int) throws(JSONError) -> Double {
        guard offset - start <= JSONParser.longestNumber,
            let value = Double(String(decoding: bytes.extracting(start..<offset).array, as: UTF8.self)), value.isFinite
        else { throw .numberOutOfRange(at: start) }
        return value
    }

    private func digitHere() -> Int64? {
        guard offset < bytes.count, case let digit = bytes[offset] &- UInt8(ascii: "0"), digit <= 9 else { return nil }
        return Int64(digit)
    }

    private func requireDigit() throws(JSONError) {
        if digitHere() == nil { throw .unexpectedByte(try current(), at: offset) }
    }

    private mutating func skipDigits() throws(JSONError) {
        try requireDigit()
        while digitHere() != nil { offset += 1 }
    }

    private mutating func parseString() throws(JSONError) -> String {
        offset += 1
        let start = offset
        _ = skipPlainText()
        let byte = try current()
        if byte == UInt8(ascii: "\\") { return try parseEscapedString(from: start) }
        guard byte == UInt8(ascii: "\"") else { throw .unexpectedByte(byte, at: offset) }
        defer { offset += 1 }
        return try JSONParser.text(bytes.extracting(start..<offset), at: start)
    }

    private mutating func parseEscapedString(from start: Int) throws(JSONError) -> String {
        var unescaped = bytes.extracting(start..<offset).array
        while true {
            let byte = try current()
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                return try JSONParser.text(unescaped.span, at: start)
            case UInt8(ascii: "\\"):
                try parseEscape(into: &unescaped)
            case 0..<0x20:
                throw .unexpectedByte(byte, at: offset)
            default:
                let run = offset
                _ = skipPlainText()
                unsafe bytes.extracting(run..<offset).withUnsafeBufferPointer { unsafe unescaped.append(contentsOf: $0) }
            }
        }
    }

    mutating func parseEscape(into unescaped: inout [UInt8]) throws(JSONError) {
        let start = offset
        offset += 1
        let letter = try current()
        offset += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): unescaped.append(letter)
        case UInt8(ascii: "b"): unescaped.append(0x08)
        case UInt8(ascii: "f"): unescaped.append(0x0C)
        case UInt8(ascii: "n"): unescaped.append(0x0A)
        case UInt8(ascii: "r"): unescaped.append(0x0D)
        case UInt8(ascii: "t"): unescaped.append(0x09)
        case UInt8(ascii: "u"): unescaped.append(contentsOf: try parseScalar(at: start).utf8)
        default: throw .invalidEscape(at: start)
        }
    }

    private mutating func parseScalar(at start: Int) throws(JSONError) -> Unicode.Scalar {
        let first = try parseHexQuad(at: start)
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard UTF16.isLeadSurrogate(first), offset + 1 < bytes.count, bytes[offset] == UInt8(ascii: "\\"),
            bytes[offset + 1] == UInt8(ascii: "u")
        else { throw .loneSurrogate(at: start) }
        offset += 2
        let second = try parseHexQuad(at: start)
        guard UTF16.isTrailSurrogate(second),
            let scalar = Unicode.Scalar(0x10000 + (UInt32(first - 0xD800) << 10 | UInt32(second - 0xDC00)))
        else { throw .loneSurrogate(at: start) }
        return scalar
    }

    private mutating func parseHexQuad(at start: Int) throws(JSONError) -> UInt16 {
        var value: UInt16 = 0
        for _ in 0..<4 {
            let byte = try current()
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: throw .invalidEscape(at: start)
            }
            value = value << 4 | UInt16(digit)
            offset += 1
        }
        return value
    }

    static func text(_ span: Span<UInt8>, at start: Int) throws(JSONError) -> String {
        guard let valid = try? UTF8Span(validating: span) else { throw .invalidUTF8(at: start) }
        return String(copying: valid)
    }

    func current() throws(JSONError) -> UInt8 {
        guard offset < bytes.count else { throw .unexpectedEnd }
        return bytes[offset]
    }

    mutating func expect(_ expected: UInt8) throws(JSONError) {
        let byte = try current()
        guard byte == expected else { throw .unexpectedByte(byte, at: offset) }
        offset += 1
    }

    mutating func takeIf(_ expected: UInt8) throws(JSONError) -> Bool {
        guard try current() == expected else { return false }
        offset += 1
        return true
    }

    mutating func skipWhitespace() {
        while offset < bytes.count {
            switch bytes[offset] {
            case 0x20, 0x09, 0x0A, 0x0D: offset += 1
            default: return
            }
        }
    }
}
