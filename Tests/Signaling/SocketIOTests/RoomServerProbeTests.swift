import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import TestAuthority
import Testing
import Trust

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

    /// A box whose clock says 2001, and a server whose certificate begins long after the box was built.
    @Test(arguments: [false, true]) func reachesAServerOverTLSBeforeTheClockIsSet(isSet: Bool) async throws {
        let (year2090, year2091): (Int64, Int64) = (3_786_912_000, 3_818_448_000)
        let authority = try TestAuthority()
        let issued = try authority.issue(names: ["localhost"], from: year2090, to: year2091)
        let tls = try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: [.certificate(NIOSSLCertificate(bytes: issued.der, format: .der))],
                privateKey: .privateKey(NIOSSLPrivateKey(bytes: Array(issued.keyPEM.utf8), format: .pem))
            )
        )
        let group = MultiThreadedEventLoopGroup.singleton
        let server = try await ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls))
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Answering())
                }
            }
            .bind(host: "localhost", port: 0).get()
        let url = try SocketIOURL("https://localhost:\(try #require(server.localAddress?.port))")
        try await authority.withFile { file in
            let authorities = AuthorityCheck(authorities: file) {
                CertificateClock(now: 978_307_200, isSet: isSet, floor: 1_767_225_600)
            }
            let probe = RoomServerProbe(url: url, trust: .system, authorities: authorities, on: group.next())
            guard isSet else {
                #expect(try await probe.run().get() == RoomServerProbe.Answer(status: 200, pin: nil))
                return
            }
            do {
                _ = try await probe.run().get()
                Issue.record("a certificate of the future was believed by a clock that is set")
            } catch SocketIOClientFailure.tls {
            }
        }
        try await server.close()
    }
}
