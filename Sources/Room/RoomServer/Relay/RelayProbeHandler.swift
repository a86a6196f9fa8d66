import NIOCore

/// Hands up what a TURN server sends over UDP, and that the socket is of no use.
final class RelayProbeHandler: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>

    private let receive: (ByteBuffer) -> Void
    private let closed: () -> Void

    init(receive: @escaping (ByteBuffer) -> Void, closed: @escaping () -> Void) {
        self.receive = receive
        self.closed = closed
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        receive(unwrapInboundIn(data).data)
    }

    func channelInactive(context: ChannelHandlerContext) {
        closed()
        context.fireChannelInactive()
    }

    /// Such as a port that is closed, of which ICMP tells.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
