import NIOCore
import Wire

/// Stamps datagrams and hands them up.
final class DatagramHandler: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>

    private var local: TransportAddress
    private let receive: @Sendable (ReceivedDatagram) -> Void
    private var book = AddressBook()

    init(local: IPAddress, receive: @escaping @Sendable (ReceivedDatagram) -> Void) {
        self.local = TransportAddress(local, 0)
        self.receive = receive
    }

    func channelActive(context: ChannelHandlerContext) {
        local.port = context.localAddress?.port.flatMap(UInt16.init(exactly:)) ?? 0
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let arrival = NIODeadline.now().monotonicTime
        let envelope = unwrapInboundIn(data)
        guard let remote = book.transportAddress(of: envelope.remoteAddress) else { return }
        receive(ReceivedDatagram(bytes: envelope.data, local: local, remote: remote, arrival: arrival))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // An ICMP "port unreachable" surfaces here on Linux: the pair's checks find out by themselves.
    }
}
