import NIOCore
import NIOHTTP1

/// Collects the responses on one connection.
final class HTTPExchangeHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private weak var exchanger: HTTPExchanger?
    private let maximumBodyBytes: Int
    private var response: HTTPExchanger.Response?
    private var isKeptAlive = true

    init(exchanger: HTTPExchanger, maximumBodyBytes: Int) {
        self.exchanger = exchanger
        self.maximumBodyBytes = maximumBodyBytes
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            response = HTTPExchanger.Response(status: Int(head.status.code), headers: head.headers, body: ByteBuffer())
            isKeptAlive = head.isKeepAlive
        case .body(let part):
            guard let received = response?.body.readableBytes, received + part.readableBytes <= maximumBodyBytes else {
                context.close(promise: nil)
                return
            }
            response?.body.writeImmutableBuffer(part)
        case .end:
            guard let response else { return }
            self.response = nil
            let exchanger = exchanger
            // Not waiting for the server to close it saves the next request from a connection that is going away.
            if !isKeptAlive { detach(context) }
            exchanger?.complete(.success(response))
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        exchanger?.connectionEnded(nil)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        exchanger?.connectionEnded(error)
        exchanger = nil
        context.close(promise: nil)
    }

    private func detach(_ context: ChannelHandlerContext) {
        let exchanger = exchanger
        self.exchanger = nil
        exchanger?.forgetConnection()
        context.close(promise: nil)
    }
}
