import Foundation
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket
import RESP
import RedisClient
import RoomServer
import SocketIOServer
import Wire

/// The servers that are measured, each alone in its process. Says `{"port":N}` and ends with its standard input.
enum Serving {
    static func run(_ arguments: [String]) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let port: Int
        var room: RoomServer?
        switch arguments.first {
        case "echo": port = try await echo(on: group)
        case "room":
            let server = try await startRoom(on: group, redis: redis(in: arguments))
            port = Int(server.boundAddresses.first?.port ?? 0)
            room = server
        default: throw Usage()
        }
        FileHandle.standardOutput.write(Data("{\"port\":\(port)}\n".utf8))
        await Task.detached { while readLine() != nil {} }.value
        await room?.shutdown()
    }

    private static func redis(in arguments: [String]) throws -> RedisConfiguration? {
        guard let option = arguments.firstIndex(of: "--redis") else { return nil }
        guard option + 1 < arguments.count, let url = RedisURL(arguments[option + 1]) else { throw Usage() }
        return RedisConfiguration(url: url)
    }

    /// The room server as it is, but for limits: one machine has one address. With Redis it is one of several that share their
    /// rooms, and is ready when Redis knows it.
    private static func startRoom(on group: any EventLoopGroup, redis: RedisConfiguration?) async throws -> RoomServer {
        let folder = FileManager.default.temporaryDirectory.appending(path: "diascope-bench-\(getpid())")
        var configuration = RoomServerConfiguration(stateDirectory: folder.path)
        configuration.listen = [RoomServerConfiguration.Listen(host: "127.0.0.1", port: 0)]
        configuration.limits = ClientLimits()
        configuration.rooms.newCodeBurst = 1_000_000
        configuration.rooms.maximumCandidates = .max
        configuration.drain = .immediate
        configuration.redis = redis
        var logger = Logger(label: "bench") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .error
        let server = try await RoomServer.start(configuration: configuration, on: group, logger: logger)
        while redis != nil, try await server.statistics().directory?.isUp != true { try await Task.sleep(for: .milliseconds(20)) }
        return server
    }

    /// What NIO alone takes: its WebSocket, and each text sent back.
    private static func echo(on group: any EventLoopGroup) async throws -> Int {
        let upgrader = { @Sendable in
            NIOWebSocketServerUpgrader(
                shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture([:]) },
                upgradePipelineHandler: { channel, _ in
                    channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(EchoHandler()) }
                }
            )
        }
        let channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.pipeline.configureHTTPServerPipeline(
                    withServerUpgrade: (upgraders: [upgrader()], completionHandler: { _ in })
                )
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return channel.localAddress?.port ?? 0
    }
}

private final class EchoHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        guard frame.opcode == .text else { return }
        context.writeAndFlush(wrapOutboundOut(WebSocketFrame(fin: true, opcode: .text, data: frame.unmaskedData)), promise: nil)
    }
}
