import NIOCore
import NIOHTTP1

/// Asks for the upgrade, and hears what it was refused with.
final class UpgradeRequestHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private weak var webSocket: WebSocketChannel?
    private let head: HTTPRequestHead

    init(webSocket: WebSocketChannel, head: HTTPRequestHead) {
        self.webSocket = webSocket
        self.head = head
    }

    func channelActive(context: ChannelHandlerContext) {
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(let response) = unwrapInboundIn(data) else { return }
        webSocket?.refused(status: Int(response.status.code))
    }

    func channelInactive(context: ChannelHandlerContext) {
        webSocket?.refused(status: 0)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        webSocket?.errorCaught(error)
        context.close(promise: nil)
    }
}
