import NIOCore
import NIOHTTP1
import NIOPosix
import Testing

@testable import SocketIOClient

@Suite(.timeLimit(.minutes(1))) struct RoomServerProbeTests {
    /// Answers every request and closes, as it was asked to.
    private final class Answering: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard case .end = unwrapInboundIn(data) else { return }
            let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: ["content-length": "2", "connection": "close"])
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: "{}")))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            context.close(promise: nil)
        }
    }

    @Test func hearsAServerThatAnswersAndCloses() async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        let server = try await ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Answering())
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(server.localAddress?.port)
        let url = try SocketIOURL("http://127.0.0.1:\(port)")
        let answer = try await RoomServerProbe(url: url, trust: .system, on: group.next()).run().get()
        #expect(answer == RoomServerProbe.Answer(status: 200, pin: nil))
        try await server.close()
        await #expect(throws: SocketIOClientFailure.self) {
            try await RoomServerProbe(url: url, trust: .system, on: group.next()).run().get()
        }
    }
}
