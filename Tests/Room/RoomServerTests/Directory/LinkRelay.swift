import NIOCore
import NIOPosix
import Synchronization

/// A TCP relay on loopback, by which one server's way to Redis is cut and mended.
final class LinkRelay: Sendable {
    private struct State {
        var channels: [any Channel] = []
        var isCut = false
    }

    private let state = Mutex(State())
    private let listener: any Channel
    let port: Int

    private init(_ listener: any Channel) {
        self.listener = listener
        port = listener.localAddress?.port ?? 0
    }

    static func start(to target: Int) async throws -> LinkRelay {
        let holder = Holder()
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { channel in
                guard let relay = holder.relay.withLock({ $0 }), relay.admit(channel) else { return channel.close() }
                return ClientBootstrap(group: channel.eventLoop)
                    .channelInitializer { other in
                        _ = relay.admit(other)
                        return other.eventLoop.makeCompletedFuture {
                            try other.pipeline.syncOperations.addHandler(Passing(channel))
                        }
                    }
                    .connect(host: "127.0.0.1", port: target)
                    .flatMapThrowing { other in
                        try channel.pipeline.syncOperations.addHandler(Passing(other))
                        channel.setOption(.autoRead, value: true).whenComplete { _ in channel.read() }
                    }
            }
            .bind(host: "127.0.0.1", port: 0)
            .get()
        let relay = LinkRelay(listener)
        holder.relay.withLock { $0 = relay }
        return relay
    }

    private final class Holder: Sendable {
        let relay = Mutex<LinkRelay?>(nil)
    }

    private func admit(_ channel: any Channel) -> Bool {
        state.withLock { state in
            if !state.isCut { state.channels.append(channel) }
            return !state.isCut
        }
    }

    /// Ends what goes through, and lets nothing through until `mend`.
    func cut() async {
        let channels = state.withLock { state in
            state.isCut = true
            defer { state.channels = [] }
            return state.channels
        }
        for channel in channels { try? await channel.close() }
    }

    func mend() {
        state.withLock { $0.isCut = false }
    }

    func stop() async {
        await cut()
        try? await listener.close()
    }
}

private final class Passing: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer

    private let other: any Channel

    init(_ other: any Channel) {
        self.other = other
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        other.writeAndFlush(unwrapInboundIn(data), promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        other.close(promise: nil)
    }
}
