import NIOCore
import NIOPosix
import NIOSSL

/// One WebSocket that costs the load as little as possible: frames are cut from the bytes as they come, the mask is zero.
///
/// `@unchecked Sendable`: on its event loop only.
final class LoadClient: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let path: String
    private let isReady: EventLoopPromise<LoadClient>
    private let speaksSocketIO: Bool
    private var context: ChannelHandlerContext?
    private var received = ByteBuffer()
    private var isUpgraded = false
    /// Texts, without those that keep Engine.IO going.
    var onText: (ByteBuffer) -> Void = { _ in }

    private init(path: String, speaksSocketIO: Bool, isReady: EventLoopPromise<LoadClient>) {
        self.path = path
        self.speaksSocketIO = speaksSocketIO
        self.isReady = isReady
    }

    /// Connects; with Socket.IO until `/` is joined.
    static func connect(
        port: Int,
        speaksSocketIO: Bool,
        tls: NIOSSLContext?,
        on loop: any EventLoop
    ) -> EventLoopFuture<LoadClient> {
        let promise = loop.makePromise(of: LoadClient.self)
        let path = speaksSocketIO ? "/socket.io/?EIO=4&transport=websocket" : "/"
        ClientBootstrap(group: loop)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLClientHandler(context: tls, serverHostname: nil))
                    }
                    let client = LoadClient(path: path, speaksSocketIO: speaksSocketIO, isReady: promise)
                    try channel.pipeline.syncOperations.addHandler(client)
                }
            }
            .connect(host: "127.0.0.1", port: port)
            .whenFailure { promise.fail($0) }
        return promise.futureResult
    }

    func channelActive(context: ChannelHandlerContext) {
        self.context = context
        let request =
            "GET \(path) HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==\r\n\r\n"
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: request)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received.writeImmutableBuffer(unwrapInboundIn(data))
        if !isUpgraded {
            guard received.readableBytesView.suffix(4).elementsEqual([13, 10, 13, 10]) || endOfHead() != nil else { return }
            guard let end = endOfHead() else { return }
            let head = received.readString(length: end) ?? ""
            guard head.contains(" 101 ") else { return isReady.fail(Refused(head: head)) }
            isUpgraded = true
            if !speaksSocketIO { isReady.succeed(self) }
        }
        while let text = nextText() { handle(text) }
        if received.readableBytes == 0 { received.clear() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        isReady.fail(Refused(head: "the connection was closed"))
    }

    private func endOfHead() -> Int? {
        let view = received.readableBytesView
        guard view.count >= 4 else { return nil }
        for index in view.startIndex...(view.endIndex - 4) where view[index..<(index + 4)].elementsEqual([13, 10, 13, 10]) {
            return index + 4 - view.startIndex
        }
        return nil
    }

    private func nextText() -> ByteBuffer? {
        guard received.readableBytes >= 2, let first = received.getInteger(at: received.readerIndex, as: UInt8.self),
            let second = received.getInteger(at: received.readerIndex + 1, as: UInt8.self)
        else { return nil }
        var header = 2
        var length = Int(second & 0x7F)
        if length == 126 {
            guard let long = received.getInteger(at: received.readerIndex + 2, as: UInt16.self) else { return nil }
            (header, length) = (4, Int(long))
        }
        guard received.readableBytes >= header + length else { return nil }
        received.moveReaderIndex(forwardBy: header)
        let text = received.readSlice(length: length)
        return first & 0x0F == 1 ? text : ByteBuffer()
    }

    private func handle(_ text: ByteBuffer) {
        guard speaksSocketIO else { return onText(text) }
        let start = text.readableBytesView.prefix(3)
        if start.elementsEqual("0{\"".utf8) {
            send(ByteBuffer(string: "40"))
        } else if start.elementsEqual("2".utf8) {
            send(ByteBuffer(string: "3"))
        } else if start.starts(with: "40".utf8) {
            isReady.succeed(self)
        } else if start.starts(with: "42".utf8) {
            onText(text)
        }
    }

    func send(_ text: ByteBuffer) {
        guard let context else { return }
        var frame = context.channel.allocator.buffer(capacity: text.readableBytes + 8)
        frame.writeInteger(UInt8(0x81))
        if text.readableBytes < 126 {
            frame.writeInteger(0x80 | UInt8(text.readableBytes))
        } else {
            frame.writeInteger(UInt8(0x80 | 126))
            frame.writeInteger(UInt16(text.readableBytes))
        }
        frame.writeInteger(UInt32(0))
        frame.writeImmutableBuffer(text)
        context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
    }

    func send(_ text: String) {
        send(ByteBuffer(string: text))
    }

    func close() {
        context?.close(promise: nil)
    }
}

struct Refused: Error, CustomStringConvertible {
    var head: String
    var description: String { "The server refused a client: \(head.prefix(200))" }
}
