import NIOCore
import NIOHTTP1
import NIOWebSocket
import SocketIOCore
import Wire

/// A session over one WebSocket.
final class WebSocketTransport: ClientTransport {
    private let channel: WebSocketChannel
    weak var delegate: (any ClientTransportDelegate)?
    /// Set by the session's owner when the server turns out to be of revision 3, which types its binary frames.
    var prefixesBinary = false

    init(connector: ClientConnector, target: RequestTarget, maximumMessageBytes: Int, upgradeTimeout: Duration) {
        channel = WebSocketChannel(
            connector: connector,
            head: target.head(.GET, transport: "websocket"),
            maximumMessageBytes: maximumMessageBytes,
            upgradeTimeout: upgradeTimeout
        )
    }

    func open() {
        channel.delegate = self
        channel.open()
    }

    func send(_ packet: EngineIOPacket) {
        if case .binary(let bytes) = packet {
            channel.send(.binary, prefixesBinary ? [4] + bytes : bytes)
        } else {
            channel.send(.text, Array(packet.text.utf8))
        }
    }

    func flush() {
        channel.flush()
    }

    func close() -> EventLoopFuture<Void> {
        channel.close()
    }
}

extension WebSocketTransport: WebSocketChannelDelegate {
    func webSocketOpened(_ channel: WebSocketChannel) {}

    func webSocket(_ channel: WebSocketChannel, received message: WebSocketMessageAssembler.Message) throws {
        switch message {
        case .text(let text): delegate?.transport(self, received: try EngineIOPacket(text: text))
        case .binary(let bytes):
            delegate?.transport(self, received: .binary(prefixesBinary ? Array(bytes.dropFirst()) : bytes))
        }
    }

    func webSocketHeard(_ channel: WebSocketChannel) {}

    func webSocketReadComplete(_ channel: WebSocketChannel) {
        delegate?.transportReadComplete(self)
    }

    func webSocket(_ channel: WebSocketChannel, failed failure: ClientTransportFailure) {
        delegate?.transport(self, failed: failure)
    }
}
