import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket

/// A WebSocket that sends whatever it is told to.
final class RawWebSocket: Sendable {
    enum Event: Sendable, Equatable {
        case text(String)
        case binary([UInt8])
        /// A close frame with this code, or the end of the connection.
        case close(UInt16?)
        case hangup
    }

    struct Refused: Error, Equatable {
        var status: Int
    }

    let events = Mailbox<Event>()
    private let channel: any Channel

    static func connect(_ server: TestServer, _ query: String, headers: HTTPHeaders = [:]) async throws -> RawWebSocket {
        try await connect(port: server.port, uri: "/socket.io/?\(query)", headers: headers)
    }

    static func connect(port: Int, uri: String, headers: HTTPHeaders = [:]) async throws -> RawWebSocket {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let opened = loop.makePromise(of: RawWebSocket.self)
        let channel = try await ClientBootstrap(group: loop).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                let socket = RawWebSocket(channel: channel)
                let request = Request(uri: uri, headers: headers, opened: opened)
                let bound = NIOLoopBound((socket, request), eventLoop: channel.eventLoop)
                let upgrader = NIOWebSocketClientUpgrader(maxFrameSize: 1 << 24) { channel, _ in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(Frames(events: bound.value.0.events))
                        opened.succeed(bound.value.0)
                    }
                }
                try channel.pipeline.syncOperations.addHTTPClientHandlers(
                    leftOverBytesStrategy: .forwardBytes,
                    withClientUpgrade: (
                        upgraders: [upgrader],
                        completionHandler: { $0.pipeline.syncOperations.removeHandler(bound.value.1, promise: nil) }
                    )
                )
                try channel.pipeline.syncOperations.addHandler(request)
            }
        }.connect(host: "127.0.0.1", port: port).get()
        channel.eventLoop.scheduleTask(in: .seconds(30)) { opened.fail(Mailbox<Int>.TimedOut()) }
        return try await opened.futureResult.get()
    }

    private init(channel: any Channel) {
        self.channel = channel
    }

    func send(_ text: String) {
        send(.text, Array(text.utf8))
    }

    func send(_ opcode: WebSocketOpcode, _ bytes: [UInt8], isFinal: Bool = true, masked: Bool = true) {
        let mask = masked ? WebSocketMaskingKey.random() : nil
        let frame = WebSocketFrame(fin: isFinal, opcode: opcode, maskKey: mask, data: ByteBuffer(bytes: bytes))
        channel.writeAndFlush(frame, promise: nil)
    }

    func close() {
        channel.close(promise: nil)
    }

    /// The next text, whatever else comes before it but a close.
    func text() async throws -> String {
        let event = try await events.first { if case .binary = $0 { false } else { true } }
        guard case .text(let text) = event else { throw Refused(status: 0) }
        return text
    }

    /// The code of the close frame, once it comes.
    func closeCode() async throws -> UInt16? {
        let event = try await events.first { event in
            switch event {
            case .close, .hangup: true
            case .text, .binary: false
            }
        }
        if case .close(let code) = event { return code }
        return nil
    }

    private final class Request: ChannelInboundHandler, RemovableChannelHandler {
        typealias InboundIn = HTTPClientResponsePart
        private let uri: String
        private let headers: HTTPHeaders
        private let opened: EventLoopPromise<RawWebSocket>

        init(uri: String, headers: HTTPHeaders, opened: EventLoopPromise<RawWebSocket>) {
            self.uri = uri
            self.headers = headers
            self.opened = opened
        }

        func channelActive(context: ChannelHandlerContext) {
            var head = HTTPRequestHead(version: .http1_1, method: .GET, uri: uri, headers: headers)
            head.headers.add(name: "host", value: "127.0.0.1")
            context.write(NIOAny(HTTPClientRequestPart.head(head)), promise: nil)
            context.writeAndFlush(NIOAny(HTTPClientRequestPart.end(nil)), promise: nil)
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard case .head(let head) = unwrapInboundIn(data) else { return }
            opened.fail(Refused(status: Int(head.status.code)))
            context.close(promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) {
            opened.fail(Refused(status: 0))
        }
    }

    private final class Frames: ChannelInboundHandler {
        typealias InboundIn = WebSocketFrame
        private let events: Mailbox<Event>

        init(events: Mailbox<Event>) {
            self.events = events
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let frame = unwrapInboundIn(data)
            var bytes = frame.unmaskedData
            switch frame.opcode {
            case .text: events.post(.text(String(buffer: bytes)))
            case .binary: events.post(.binary(Array(buffer: bytes)))
            case .connectionClose:
                events.post(.close(bytes.readInteger()))
                context.close(promise: nil)
            default: break
            }
        }

        func channelInactive(context: ChannelHandlerContext) {
            events.post(.hangup)
        }
    }
}
