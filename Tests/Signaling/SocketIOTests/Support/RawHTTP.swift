import NIOCore
import NIOHTTP1
import NIOPosix

/// One HTTP request on a connection of its own: what no client library would send can be sent.
struct RawHTTP: Sendable {
    struct Response: Sendable {
        var status: Int
        var headers: HTTPHeaders
        var body: String
    }

    struct Hangup: Error {}

    let port: Int

    init(_ server: TestServer) {
        port = server.port
    }

    init(port: Int) {
        self.port = port
    }

    func request(
        _ method: HTTPMethod,
        _ uri: String,
        headers: HTTPHeaders = [:],
        body: ByteBuffer? = nil
    ) async throws -> Response {
        let promise = MultiThreadedEventLoopGroup.singleton.next().makePromise(of: Response.self)
        let channel = try await ClientBootstrap(group: promise.futureResult.eventLoop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandler(Collector(promise: promise))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        var head = HTTPRequestHead(version: .http1_1, method: method, uri: uri, headers: headers)
        head.headers.replaceOrAdd(name: "host", value: "127.0.0.1:\(port)")
        if let body, !head.headers.contains(name: "content-length") {
            head.headers.add(name: "content-length", value: String(body.readableBytes))
        }
        let sent = head
        channel.eventLoop.execute {
            let pipeline = channel.pipeline.syncOperations
            pipeline.write(NIOAny(HTTPClientRequestPart.head(sent)), promise: nil)
            if let body { pipeline.write(NIOAny(HTTPClientRequestPart.body(.byteBuffer(body))), promise: nil) }
            pipeline.writeAndFlush(NIOAny(HTTPClientRequestPart.end(nil)), promise: nil)
        }
        defer { channel.close(promise: nil) }
        channel.eventLoop.scheduleTask(in: .seconds(30)) { promise.fail(Mailbox<Int>.TimedOut()) }
        return try await promise.futureResult.get()
    }

    func get(_ uri: String, headers: HTTPHeaders = [:]) async throws -> Response {
        try await request(.GET, uri, headers: headers)
    }

    func post(_ uri: String, _ body: String) async throws -> Response {
        try await request(.POST, uri, headers: ["content-type": "text/plain;charset=UTF-8"], body: ByteBuffer(string: body))
    }

    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = HTTPClientResponsePart
        private let promise: EventLoopPromise<Response>
        private var response: Response?

        init(promise: EventLoopPromise<Response>) {
            self.promise = promise
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head): response = Response(status: Int(head.status.code), headers: head.headers, body: "")
            case .body(let part): response?.body += String(buffer: part)
            case .end: if let response { promise.succeed(response) }
            }
        }

        func channelInactive(context: ChannelHandlerContext) {
            promise.fail(Hangup())
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            promise.fail(error)
        }
    }
}
