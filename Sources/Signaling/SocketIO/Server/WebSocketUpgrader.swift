import NIOCore
import NIOHTTP1
import NIOWebSocket

/// NIO's upgrade to a WebSocket, without its handlers for frames: `WebSocketHandler` does that.
final class WebSocketUpgrader: HTTPServerProtocolUpgrader, Sendable {
    let supportedProtocol = "websocket"
    /// Clients need not name the headers of the handshake in `Connection`; they are looked for in `buildUpgradeResponse`.
    let requiredUpgradeHeaders: [String] = []

    private let handshake: NIOWebSocketServerUpgrader
    private let upgrade: @Sendable (any Channel) throws -> Void

    /// - Parameters:
    ///   - shouldUpgrade: gives the headers of the answer, or `nil` to refuse.
    ///   - upgrade: adds the handler of the WebSocket, once the answer is written.
    init(
        shouldUpgrade: @escaping @Sendable (any Channel, HTTPRequestHead) -> EventLoopFuture<HTTPHeaders?>,
        upgrade: @escaping @Sendable (any Channel) throws -> Void
    ) {
        self.upgrade = upgrade
        handshake = NIOWebSocketServerUpgrader(
            shouldUpgrade: shouldUpgrade,
            upgradePipelineHandler: { channel, _ in channel.eventLoop.makeSucceededVoidFuture() }
        )
    }

    func buildUpgradeResponse(
        channel: any Channel,
        upgradeRequest: HTTPRequestHead,
        initialResponseHeaders: HTTPHeaders
    ) -> EventLoopFuture<HTTPHeaders> {
        handshake.buildUpgradeResponse(
            channel: channel,
            upgradeRequest: upgradeRequest,
            initialResponseHeaders: initialResponseHeaders
        )
    }

    func upgrade(context: ChannelHandlerContext, upgradeRequest: HTTPRequestHead) -> EventLoopFuture<Void> {
        context.eventLoop.makeCompletedFuture { try upgrade(context.channel) }
    }
}
