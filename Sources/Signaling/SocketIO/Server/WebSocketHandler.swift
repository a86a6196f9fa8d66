import NIOCore
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

/// One WebSocket: cuts the frames from what comes, and puts what goes into frames.
///
/// NIO's own handlers for frames cost more than all the rest of a relayed message: see Decisions/0184.
final class WebSocketHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// How long the other end may take to answer our close frame.
    private static let closeTimeout = TimeAmount.seconds(2)
    /// What a header may announce beyond the longest message: a message that is a little too long is read to its end and answered,
    /// where everything behind a header that is refused has to be thrown away.
    private static let frameAllowance = 1024
    private static let allocator = ByteBufferAllocator()

    private let owner: any WebSocketOwner
    private let opened: (WebSocketHandler) -> Void
    private let server: SocketIOServer
    private var assembler: WebSocketMessageAssembler
    private var context: ChannelHandlerContext?
    private var channel: (any Channel)?
    /// What has come of a frame that is not whole yet.
    private var incomplete: ByteBuffer?
    private var isClosing = false
    /// Nothing that comes after a broken header can be made sense of.
    private var isBroken = false
    private var needsFlush = false

    /// `opened` is called when the upgrade is through.
    init(
        owner: any WebSocketOwner,
        server: SocketIOServer,
        opened: @escaping (WebSocketHandler) -> Void
    ) {
        self.owner = owner
        self.opened = opened
        self.server = server
        assembler = WebSocketMessageAssembler(maximumBytes: server.configuration.sessions.maxPayload)
    }

    private var limits: EngineIOServerConfiguration { server.configuration.sessions }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        channel = context.channel
        opened(self)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        channel = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.context = nil
        owner.closed(self)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        if var waiting = incomplete.take() {
            waiting.writeBuffer(&bytes)
            bytes = waiting
        }
        do {
            while !isBroken, self.context != nil, let header = try nextFrame(in: bytes) {
                bytes.moveReaderIndex(forwardBy: header.size)
                let end = bytes.readerIndex + header.length
                receive(header, bytes.readableBytesUInt8Span.extracting(0..<header.length), context)
                bytes.moveReaderIndex(to: end)
            }
        } catch {
            isBroken = true
            violated(error)
        }
        if !isBroken, bytes.readableBytes > 0 {
            bytes.discardReadBytes()
            incomplete = bytes
        }
    }

    /// The header of the frame that the bytes begin with, if all of the frame is there.
    private func nextFrame(in bytes: ByteBuffer) throws(WebSocketViolation) -> WebSocketFrameHeader? {
        let limit = limits.maxPayload + Self.frameAllowance
        guard let header = try WebSocketFrameHeader.read(bytes.readableBytesUInt8Span, maximumLength: limit),
            bytes.readableBytes - header.size >= header.length
        else { return nil }
        return header
    }

    private func receive(_ header: WebSocketFrameHeader, _ content: Span<UInt8>, _ context: ChannelHandlerContext) {
        // RFC 6455 §5.1 and §5.2: clients mask, and no extension was agreed on that would use the reserved bits.
        guard let mask = header.mask, !header.hasReservedBits else { return violated(.protocolError) }
        switch header.opcode {
        case WebSocketFrameHeader.close:
            sendClose(1000)
            context.close(promise: nil)
        case WebSocketFrameHeader.ping where !isClosing:
            write(WebSocketFrameHeader.pong, mask.remove(from: content))
            flush()
            owner.heard(from: self)
        case WebSocketFrameHeader.pong: owner.heard(from: self)
        case WebSocketFrameHeader.ping: break
        default: receive(header, mask, content)
        }
    }

    private func receive(_ header: WebSocketFrameHeader, _ mask: WebSocketMask, _ content: Span<UInt8>) {
        guard !isClosing else { return }
        guard let opcode = WebSocketMessageAssembler.Opcode(rawValue: header.opcode) else { return violated(.protocolError) }
        do {
            if opcode == .text, header.isFinal {
                mask.remove(from: content, to: &server.scratch)
                owner.received(.text(try assembler.receive(wholeText: server.scratch)), from: self)
            } else if let message = try assembler.receive(opcode, isFinal: header.isFinal, mask.remove(from: content)) {
                owner.received(message, from: self)
            }
        } catch {
            violated(error)
        }
    }

    private func violated(_ violation: WebSocketViolation) {
        sendClose(violation.closeCode)
        owner.end(.protocolViolation, from: self)
    }

    func write(text: String) {
        write(WebSocketFrameHeader.text, size: text.utf8.count) { $0.writeString(text) }
    }

    func write(text bytes: [UInt8]) {
        write(WebSocketFrameHeader.text, bytes)
    }

    func write(binary bytes: [UInt8]) {
        write(WebSocketFrameHeader.binary, bytes)
    }

    /// Asks whether the client is still there.
    func ping() {
        write(WebSocketFrameHeader.ping, [])
    }

    /// Gives up on the connection.
    func abort() {
        context?.close(promise: nil)
    }

    private func write(_ opcode: UInt8, _ bytes: [UInt8]) {
        write(opcode, size: bytes.count) { $0.writeBytes(bytes) }
    }

    /// Writes one whole frame; servers do not mask.
    private func write(_ opcode: UInt8, size: Int, content: (inout ByteBuffer) -> Int) {
        guard let context, !isClosing else { return }
        var frame = WebSocketHandler.allocator.buffer(capacity: 10 + size)
        if size < 126 {
            frame.writeMultipleIntegers(0x80 | opcode, UInt8(truncatingIfNeeded: size))
        } else if let size = UInt16(exactly: size) {
            frame.writeMultipleIntegers(0x80 | opcode, 126 as UInt8, size)
        } else {
            frame.writeMultipleIntegers(0x80 | opcode, 127 as UInt8, UInt64(size))
        }
        _ = content(&frame)
        context.write(wrapOutboundOut(frame), promise: nil)
        needsFlush = true
    }

    /// Sends what was written; ends the session if the client leaves too much of it unread.
    func flush() {
        guard needsFlush, let context, let channel else { return }
        needsFlush = false
        context.flush()
        guard !channel.isWritable,
            let waiting = try? channel.syncOptions?.getOption(.bufferedWritableBytes),
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
        write(WebSocketFrameHeader.close, [UInt8(code >> 8), UInt8(truncatingIfNeeded: code)])
        isClosing = true
        needsFlush = false
        context.flush()
        let channel = context.channel
        context.eventLoop.scheduleTask(in: WebSocketHandler.closeTimeout) { channel.close(promise: nil) }
    }
}
