/// One packet of Engine.IO, revision 4 (and of revision 3, but for its binary forms).
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
        switch type {
        case UInt8(ascii: "0"): self = .open(String(text.dropFirst()))
        case UInt8(ascii: "1"): self = .close
        case UInt8(ascii: "2"): self = .ping(String(text.dropFirst()))
        case UInt8(ascii: "3"): self = .pong(String(text.dropFirst()))
        case UInt8(ascii: "4"): self = .message(String(text.dropFirst()))
        case UInt8(ascii: "5"): self = .upgrade
        case UInt8(ascii: "6"): self = .noop
        default: throw .unknownType(type)
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
