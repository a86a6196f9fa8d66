/// The four bytes that a client's content is combined with (RFC 6455 §5.3).
package struct WebSocketMask: Sendable, Equatable {
    /// As they lie in memory.
    private let word: UInt32

    /// - Parameter bytes: four.
    package init(_ bytes: Span<UInt8>) {
        var word: UInt32 = 0
        for index in bytes.indices.prefix(4) { word |= UInt32(bytes[index]) << UInt32(8 * index) }
        self.word = word.littleEndian
    }

    /// The content of a frame, without the mask.
    package func remove(from content: Span<UInt8>) -> [UInt8] {
        let count = content.count
        let double = UInt64(word) << 32 | UInt64(word)
        return unsafe [UInt8](unsafeUninitializedCapacity: count) { bytes, written in
            let raw = UnsafeMutableRawBufferPointer(bytes)
            var offset = 0
            // Eight bytes of the `count` that both have; the mask starts anew with each eight.
            while count - offset >= 8 {
                let part = unsafe content.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
                unsafe raw.storeBytes(of: part ^ double, toByteOffset: offset, as: UInt64.self)
                offset += 8
            }
            var rest = UInt64(littleEndian: double)
            while offset < count {
                let byte = content[offset]
                unsafe raw[offset] = byte ^ UInt8(truncatingIfNeeded: rest)
                rest >>= 8
                offset += 1
            }
            written = count
        }
    }
}
