/// What stands before the content of a WebSocket frame (RFC 6455 §5.2).
package struct WebSocketFrameHeader: Sendable, Equatable {
    package static let text: UInt8 = 0x1
    package static let binary: UInt8 = 0x2
    package static let close: UInt8 = 0x8
    package static let ping: UInt8 = 0x9
    package static let pong: UInt8 = 0xA

    package var isFinal: Bool
    /// RSV1 to RSV3, which only extensions use.
    package var hasReservedBits: Bool
    package var opcode: UInt8
    package var mask: WebSocketMask?
    /// Bytes of content.
    package var length: Int
    /// Bytes of the header itself.
    package var size: Int

    /// Control frames are short and whole (RFC 6455 §5.5).
    package var isControl: Bool { opcode & 0x8 != 0 }

    /// Reads the header that the bytes begin with; `nil` while some of it is missing.
    ///
    /// Throws `messageTooLarge` when more than `maximumLength` bytes are announced and `protocolError` for a control frame that is
    /// long or a fragment, each as soon as it can be told.
    package static func read(
        _ bytes: Span<UInt8>,
        maximumLength: Int
    ) throws(WebSocketViolation) -> WebSocketFrameHeader? {
        guard bytes.count >= 2 else { return nil }
        let (first, second) = (bytes[0], bytes[1])
        var header = WebSocketFrameHeader(
            isFinal: first & 0x80 != 0,
            hasReservedBits: first & 0x70 != 0,
            opcode: first & 0xF,
            length: Int(second & 0x7F),
            size: 2
        )
        if header.length >= 126 {
            header.size = header.length == 126 ? 4 : 10
            guard bytes.count >= header.size else { return nil }
            var length: UInt64 = 0
            for index in 2..<header.size { length = length << 8 | UInt64(bytes[index]) }
            guard let length = Int(exactly: length) else { throw .messageTooLarge }
            header.length = length
        }
        guard header.length <= maximumLength else { throw .messageTooLarge }
        guard !header.isControl || header.isFinal && header.length <= 125 else { throw .protocolError }
        guard second & 0x80 != 0 else { return header }
        guard bytes.count >= header.size + 4 else { return nil }
        header.mask = WebSocketMask(bytes.extracting(header.size..<(header.size + 4)))
        header.size += 4
        return header
    }
}
