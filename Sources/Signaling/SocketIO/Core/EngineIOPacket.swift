/// One packet of Engine.IO. The revisions differ in their binary forms only.
package enum EngineIOPacket: Sendable, Equatable {
    /// The server's first packet: an `EngineIOHandshake` as text.
    case open(String)
    case close
    /// `probe` when a transport is tried before an upgrade, otherwise empty.
    case ping(String)
    case pong(String)
    case message(String)
    case binary([UInt8])
    case upgrade
    case noop

    /// Reads the content of a WebSocket text frame, or one part of a polling payload.
    package init(text: some StringProtocol) throws(EngineIOError) {
        guard let type = text.utf8.first else { throw .emptyPacket }
        // Not the first character: what follows may begin with something that combines with the digit.
        let content = text[text.utf8.index(after: text.startIndex)...]
        switch type {
        case UInt8(ascii: "0"): self = .open(String(content))
        case UInt8(ascii: "1"): self = .close
        case UInt8(ascii: "2"): self = .ping(String(content))
        case UInt8(ascii: "3"): self = .pong(String(content))
        case EngineIOPacket.messageType: self = .message(String(content))
        case UInt8(ascii: "5"): self = .upgrade
        case UInt8(ascii: "6"): self = .noop
        default: throw .unknownType(type)
        }
    }

    /// Reads what may also be a binary packet written as text, which both revisions do where bytes cannot travel.
    package init(text: Substring, revision: EngineIORevision) throws(EngineIOError) {
        let mark = EngineIOPacket.base64Mark(in: revision)
        guard text.utf8.starts(with: mark.utf8) else {
            try self.init(text: text)
            return
        }
        guard let bytes = Base64.decode(text.utf8.dropFirst(mark.utf8.count)) else { throw .invalidBase64 }
        self = .binary(bytes)
    }

    /// What precedes the text of a message.
    package static let messageType = UInt8(ascii: "4")
    /// What precedes the bytes of a message in revision 3: the type, as a number.
    static let legacyMessageType: UInt8 = 4

    /// Reads a packet of bytes in revision 3. Only messages are sent so.
    init(legacyBinary bytes: some Collection<UInt8>) throws(EngineIOError) {
        guard let type = bytes.first else { throw .emptyPacket }
        guard type == EngineIOPacket.legacyMessageType else { throw .unknownType(type) }
        self = .binary(Array(bytes.dropFirst()))
    }

    /// As `text`, in the words of a revision.
    package func text(in revision: EngineIORevision) -> String {
        guard case .binary(let bytes) = self else { return text }
        return EngineIOPacket.base64Mark(in: revision) + Base64.encode(bytes)
    }

    /// Revision 3 also writes the type, which is always 4, a message.
    private static func base64Mark(in revision: EngineIORevision) -> String {
        switch revision {
        case .three: "b4"
        case .four: "b"
        }
    }

    /// The content of a WebSocket text frame. A binary packet has none there, and is written as polling writes it.
    package var text: String {
        switch self {
        case .open(let handshake): "0" + handshake
        case .close: "1"
        case .ping(let content): "2" + content
        case .pong(let content): "3" + content
        case .message(let content): "4" + content
        case .binary(let bytes): "b" + Base64.encode(bytes)
        case .upgrade: "5"
        case .noop: "6"
        }
    }
}
