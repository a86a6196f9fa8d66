import NIOCore
import NIOWebSocket
import SocketIOCore

/// The frames of an open WebSocket.
final class WebSocketChannelHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private static let closeTimeout = TimeAmount.seconds(2)

    private weak var webSocket: WebSocketChannel?
    private var assembler: WebSocketMessageAssembler
    private var context: ChannelHandlerContext?
    private var isClosing = false

    init(webSocket: WebSocketChannel, maximumMessageBytes: Int) {
        self.webSocket = webSocket
        assembler = WebSocketMessageAssembler(maximumBytes: maximumMessageBytes)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        webSocket?.heard()
        switch frame.opcode {
        case .connectionClose:
            sendClose(1000)
            context.close(promise: nil)
        case .ping where !isClosing:
            let pong = WebSocketFrame(fin: true, opcode: .pong, maskKey: .random(), data: frame.unmaskedData)
            context.writeAndFlush(wrapOutboundOut(pong), promise: nil)
        case .ping, .pong: break
        default: receive(frame)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        webSocket?.readComplete()
        context.fireChannelReadComplete()
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.context = nil
        webSocket?.fail(.closed(.transportClosed))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case NIOWebSocketError.invalidFrameLength: violated(.messageTooLarge)
        case is NIOWebSocketError: violated(.protocolError)
        default: context.close(promise: nil)
        }
    }

    private func receive(_ frame: WebSocketFrame) {
        guard !isClosing else { return }
        guard let opcode = WebSocketMessageAssembler.Opcode(rawValue: UInt8(webSocketOpcode: frame.opcode)) else {
            violated(.protocolError)
            return
        }
        do {
            let bytes = Array(frame.unmaskedData.readableBytesView)
            guard let message = try assembler.receive(opcode, isFinal: frame.fin, bytes) else { return }
            try webSocket?.received(message)
        } catch let violation as WebSocketViolation {
            violated(violation)
        } catch {
            violated(.protocolError)
        }
    }

    private func violated(_ violation: WebSocketViolation) {
        sendClose(violation.closeCode)
        webSocket?.fail(.closed(.protocolViolation))
    }

    func write(_ opcode: WebSocketOpcode, _ bytes: [UInt8]) {
        guard let context, !isClosing else { return }
        let data = context.channel.allocator.buffer(bytes: bytes)
        let frame = WebSocketFrame(fin: true, opcode: opcode, maskKey: .random(), data: data)
        context.write(wrapOutboundOut(frame), promise: nil)
    }

    func flush() {
        context?.flush()
    }

    /// The channel has let go of us.
    func close() {
        sendClose(1000)
    }

    private func sendClose(_ code: UInt16) {
        guard let context, !isClosing else { return }
        isClosing = true
        let data = context.channel.allocator.buffer(integer: code)
        let frame = WebSocketFrame(fin: true, opcode: .connectionClose, maskKey: .random(), data: data)
        context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
        let channel = context.channel
        context.eventLoop.scheduleTask(in: WebSocketChannelHandler.closeTimeout) { channel.close(promise: nil) }
    }
}
