import NIOCore
import NIOWebSocket
import SocketIOCore

/// Whom a WebSocket tells, on the event loop.
protocol WebSocketOwner: AnyObject {
    func received(_ message: WebSocketMessageAssembler.Message, from handler: WebSocketHandler)
    /// The client pinged, or answered a ping.
    func heard(from handler: WebSocketHandler)
    /// The connection is gone.
    func closed(_ handler: WebSocketHandler)
    /// The WebSocket broke its protocol, or reads slower than we write.
    func end(_ reason: SocketIODisconnectReason, from handler: WebSocketHandler)
}

/// The frames of one WebSocket.
final class WebSocketHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    /// How long the other end may take to answer our close frame.
    private static let closeTimeout = TimeAmount.seconds(2)

    private let owner: any WebSocketOwner
    private let opened: (WebSocketHandler) -> Void
    private let limits: EngineIOServerConfiguration
    private var assembler: WebSocketMessageAssembler
    private var context: ChannelHandlerContext?
    private var isClosing = false
    private var needsFlush = false

    /// `opened` is called when the upgrade is through.
    init(
        owner: any WebSocketOwner,
        limits: EngineIOServerConfiguration,
        opened: @escaping (WebSocketHandler) -> Void
    ) {
        self.owner = owner
        self.opened = opened
        self.limits = limits
        assembler = WebSocketMessageAssembler(maximumBytes: limits.maxPayload)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        opened(self)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.context = nil
        owner.closed(self)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case NIOWebSocketError.invalidFrameLength: violated(.messageTooLarge)
        case is NIOWebSocketError: violated(.protocolError)
        default: context.close(promise: nil)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        // RFC 6455 §5.1 and §5.2: clients mask, and no extension was agreed on that would use the reserved bits.
        guard frame.maskKey != nil, frame.reservedBits.isEmpty else {
            violated(.protocolError)
            return
        }
        switch frame.opcode {
        case .connectionClose: closedByPeer(context)
        case .ping where !isClosing:
            let pong = WebSocketFrame(fin: true, opcode: .pong, data: frame.unmaskedData)
            context.writeAndFlush(wrapOutboundOut(pong), promise: nil)
            owner.heard(from: self)
        case .pong: owner.heard(from: self)
        case .ping: break
        default: receive(frame)
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
            owner.received(message, from: self)
        } catch {
            violated(error)
        }
    }

    private func violated(_ violation: WebSocketViolation) {
        sendClose(violation.closeCode)
        owner.end(.protocolViolation, from: self)
    }

    private func closedByPeer(_ context: ChannelHandlerContext) {
        sendClose(1000)
        context.close(promise: nil)
    }

    func write(text: String) {
        guard let context, !isClosing else { return }
        write(WebSocketFrame(fin: true, opcode: .text, data: context.channel.allocator.buffer(string: text)))
    }

    func write(binary bytes: [UInt8]) {
        guard let context, !isClosing else { return }
        write(WebSocketFrame(fin: true, opcode: .binary, data: context.channel.allocator.buffer(bytes: bytes)))
    }

    /// Asks whether the client is still there.
    func ping() {
        guard let context, !isClosing else { return }
        write(WebSocketFrame(fin: true, opcode: .ping, data: context.channel.allocator.buffer(capacity: 0)))
    }

    /// Gives up on the connection.
    func abort() {
        context?.close(promise: nil)
    }

    private func write(_ frame: WebSocketFrame) {
        context?.write(wrapOutboundOut(frame), promise: nil)
        needsFlush = true
    }

    /// Sends what was written; ends the session if the client leaves too much of it unread.
    func flush() {
        guard needsFlush, let context else { return }
        needsFlush = false
        context.flush()
        guard !context.channel.isWritable,
            let waiting = try? context.channel.syncOptions?.getOption(.bufferedWritableBytes),
            waiting > limits.maximumQueuedBytes
        else { return }
        owner.end(.overflow, from: self)
        context.close(promise: nil)
    }

    /// Closes with a close frame that suits the reason. The session has let go of this handler already.
    func close(_ reason: SocketIODisconnectReason) {
        let code: UInt16 =
            switch reason {
            case .serverShutdown: 1001
            case .protocolViolation: 1002
            case .overflow, .connectTimeout, .pingTimeout, .tooManyMessages: 1008
            default: 1000
            }
        sendClose(code)
    }

    private func sendClose(_ code: UInt16) {
        guard let context, !isClosing else { return }
        isClosing = true
        let frame = WebSocketFrame(
            fin: true,
            opcode: .connectionClose,
            data: context.channel.allocator.buffer(integer: code)
        )
        context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
        let channel = context.channel
        context.eventLoop.scheduleTask(in: WebSocketHandler.closeTimeout) { channel.close(promise: nil) }
    }
}
