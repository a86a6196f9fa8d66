import NIOCore

/// Hands up what a TURN server sends, and that it has hung up.
final class ServerStreamHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let receive: (ByteBuffer) -> Void
    private let closed: ((any Error)?) -> Void
    private var failure: (any Error)?

    init(receive: @escaping (ByteBuffer) -> Void, closed: @escaping ((any Error)?) -> Void) {
        self.receive = receive
        self.closed = closed
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        receive(unwrapInboundIn(data))
    }

    func channelInactive(context: ChannelHandlerContext) {
        closed(failure)
        context.fireChannelInactive()
    }

    /// Such as a certificate that is not trusted: the first error says why.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        failure = failure ?? error
        context.close(promise: nil)
    }
}
