/// A cursor over received bytes: big-endian reads that throw instead of running past the end.
package struct ByteReader: ~Escapable {
    private let bytes: Span<UInt8>
    /// Bytes consumed so far.
    package private(set) var offset = 0

    @_lifetime(copy bytes)
    package init(_ bytes: Span<UInt8>) {
        self.bytes = bytes
    }

    /// Bytes not yet consumed.
    package var remaining: Int { bytes.count - offset }

    package var isAtEnd: Bool { remaining == 0 }

    private mutating func take(_ count: Int) throws(WireError) -> Int {
        guard count >= 0, count <= remaining else { throw .truncated(missing: count - remaining) }
        defer { offset += count }
        return offset
    }

    package mutating func readUInt8() throws(WireError) -> UInt8 {
        let start = try take(1)
        return bytes[start]
    }

    package mutating func readUInt16() throws(WireError) -> UInt16 {
        let start = try take(2)
        return UInt16(bytes[start]) << 8 | UInt16(bytes[start + 1])
    }

    package mutating func readUInt24() throws(WireError) -> UInt32 {
        let start = try take(3)
        return UInt32(bytes[start]) << 16 | UInt32(bytes[start + 1]) << 8 | UInt32(bytes[start + 2])
    }

    package mutating func readUInt32() throws(WireError) -> UInt32 {
        let high = try readUInt16()
        let low = try readUInt16()
        return UInt32(high) << 16 | UInt32(low)
    }

    package mutating func readUInt64() throws(WireError) -> UInt64 {
        let high = try readUInt32()
        let low = try readUInt32()
        return UInt64(high) << 32 | UInt64(low)
    }

    /// A copy of the next `count` bytes.
    package mutating func readBytes(_ count: Int) throws(WireError) -> [UInt8] {
        let start = try take(count)
        return bytes.extracting(start..<(start + count)).array
    }

    /// The next `count` bytes, not copied.
    @_lifetime(copy self)
    package mutating func readSpan(_ count: Int) throws(WireError) -> Span<UInt8> {
        let start = try take(count)
        return bytes.extracting(start..<(start + count))
    }

    /// Everything not yet consumed, copied.
    package mutating func readRemaining() -> [UInt8] {
        defer { offset = bytes.count }
        return bytes.extracting(offset..<bytes.count).array
    }

    package mutating func skip(_ count: Int) throws(WireError) {
        _ = try take(count)
    }

    /// The byte `ahead` of the cursor, or `nil` past the end; nothing is consumed.
    package func peek(_ ahead: Int = 0) -> UInt8? {
        guard ahead >= 0, ahead < remaining else { return nil }
        return bytes[offset + ahead]
    }
}

extension Span where Element == UInt8 {
    /// A copy as an array.
    package var array: [UInt8] {
        unsafe withUnsafeBufferPointer { unsafe [UInt8]($0) }
    }
}
