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
        var bytes: [UInt8] = []
        remove(from: content, to: &bytes)
        return bytes
    }

    /// The same, in place of what `bytes` holds.
    package func remove(from content: Span<UInt8>, to bytes: inout [UInt8]) {
        bytes.removeAll(keepingCapacity: true)
        unsafe content.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
        let double = UInt64(word) << 32 | UInt64(word)
        unsafe bytes.withUnsafeMutableBytes { raw in
            var offset = 0
            // Eight bytes while there are eight; the mask starts anew with each.
            while raw.count - offset >= 8 {
                let part = unsafe raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                unsafe raw.storeBytes(of: part ^ double, toByteOffset: offset, as: UInt64.self)
                offset += 8
            }
            var rest = UInt64(littleEndian: double)
            while offset < raw.count {
                unsafe raw[offset] ^= UInt8(truncatingIfNeeded: rest)
                rest >>= 8
                offset += 1
            }
        }
    }
}
