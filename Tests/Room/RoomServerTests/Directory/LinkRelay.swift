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
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let relay = holder.relay.withLock({ $0 }), relay.admit(channel) else { throw ChannelError.eof }
                    let near = Passing()
                    try channel.pipeline.syncOperations.addHandler(near)
                    let bound = NIOLoopBound(near, eventLoop: channel.eventLoop)
                    ClientBootstrap(group: channel.eventLoop)
                        .channelInitializer { other in
                            other.eventLoop.makeCompletedFuture {
                                guard relay.admit(other) else { throw ChannelError.eof }
                                let far = Passing()
                                far.attach(channel)
                                try other.pipeline.syncOperations.addHandler(far)
                            }
                        }
                        .connect(host: "127.0.0.1", port: target)
                        .whenComplete { result in
                            switch result {
                            case .success(let other): bound.value.attach(other)
                            case .failure: channel.close(promise: nil)
                            }
                        }
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

/// Hands on what comes, once there is somewhere for it to go.
private final class Passing: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private var other: (any Channel)?
    private var waiting: [ByteBuffer] = []

    func attach(_ other: any Channel) {
        self.other = other
        for buffer in waiting { other.writeAndFlush(buffer, promise: nil) }
        waiting = []
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let other else { return waiting.append(unwrapInboundIn(data)) }
        other.writeAndFlush(unwrapInboundIn(data), promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        other?.close(promise: nil)
    }
}
