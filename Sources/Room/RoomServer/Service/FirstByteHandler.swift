import NIOCore
import NIOSSL
import SocketIOServer

/// Tells TLS from plain HTTP on one port: a TLS connection begins with a handshake record, byte 22 (RFC 8446 §5.1),
/// which no HTTP method begins with.
///
/// Sets the rest of the pipeline up and leaves it.
final class FirstByteHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// How long a connection may say nothing.
    private static let patience: TimeAmount = .seconds(10)
    private static let handshakeRecord: UInt8 = 22

    private let server: SocketIOServer
    private let tls: ServerTLS
    private var timeout: Scheduled<Void>?

    init(server: SocketIOServer, tls: ServerTLS) {
        self.server = server
        self.tls = tls
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        timeout = context.eventLoop.scheduleTask(in: Self.patience) { channel.close(promise: nil) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timeout?.cancel()
        timeout = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        guard let first = bytes.readableBytesView.first else { return }
        do {
            let isSecure = first == Self.handshakeRecord
            if isSecure { try context.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls.context)) }
            try server.configure(context.channel, isSecure: isSecure)
            context.fireChannelRead(data)
            context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
        } catch {
            context.close(promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
