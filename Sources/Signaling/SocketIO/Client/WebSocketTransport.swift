import NIOCore
import NIOHTTP1
import NIOWebSocket
import SocketIOCore
import Wire

/// A session over one WebSocket.
final class WebSocketTransport: ClientTransport {
    private let connector: ClientConnector
    private let target: RequestTarget
    private let maximumMessageBytes: Int
    private let upgradeTimeout: Duration
    weak var delegate: (any ClientTransportDelegate)?
    private var channel: (any Channel)?
    private var handler: WebSocketTransportHandler?
    private var isClosed = false

    init(connector: ClientConnector, target: RequestTarget, maximumMessageBytes: Int, upgradeTimeout: Duration) {
        self.connector = connector
        self.target = target
        self.maximumMessageBytes = maximumMessageBytes
        self.upgradeTimeout = upgradeTimeout
    }

    func open() {
        let bound = NIOLoopBound(self, eventLoop: connector.eventLoop)
        connector.connect { try bound.value.configure($0) }.assumeIsolated().whenComplete { result in
            switch result {
            case .success(let channel): self.connected(channel)
            case .failure(let error):
                self.fail(.connect(error as? SocketIOClientFailure ?? .unreachable("\(error)")))
            }
        }
    }

    private func configure(_ channel: any Channel) throws {
        let http = UpgradeRequestHandler(transport: self, head: target.head(.GET, transport: "websocket"))
        let bound = NIOLoopBound((self, http), eventLoop: channel.eventLoop)
        let upgrader = NIOWebSocketClientUpgrader(
            maxFrameSize: maximumMessageBytes + 1024,
            automaticErrorHandling: false,
            upgradePipelineHandler: { channel, _ in
                channel.eventLoop.makeCompletedFuture { try bound.value.0.upgraded(channel) }
            }
        )
        try channel.pipeline.syncOperations.addHTTPClientHandlers(
            // The open packet often comes in the same segment as the end of the upgrade.
            leftOverBytesStrategy: .forwardBytes,
            withClientUpgrade: (
                upgraders: [upgrader],
                completionHandler: { $0.pipeline.syncOperations.removeHandler(bound.value.1, promise: nil) }
            )
        )
        try channel.pipeline.syncOperations.addHandler(http)
    }

    private func connected(_ channel: any Channel) {
        self.channel = channel
        guard !isClosed else {
            channel.close(promise: nil)
            return
        }
        let bound = NIOLoopBound(self, eventLoop: channel.eventLoop)
        channel.eventLoop.scheduleTask(in: .nanoseconds(upgradeTimeout.nanoseconds)) {
            if bound.value.handler == nil { bound.value.fail(.refused(status: 0)) }
        }
    }

    private func upgraded(_ channel: any Channel) throws {
        guard !isClosed else {
            channel.close(promise: nil)
            return
        }
        let handler = WebSocketTransportHandler(transport: self, maximumMessageBytes: maximumMessageBytes)
        self.handler = handler
        try channel.pipeline.syncOperations.addHandler(handler)
    }

    func refused(status: Int) {
        fail(.refused(status: status))
    }

    func errorCaught(_ error: any Error) {
        if let failure = connector.tlsFailure(error) { fail(.connect(failure)) }
    }

    func received(_ packet: EngineIOPacket) {
        guard !isClosed else { return }
        delegate?.transport(self, received: packet)
    }

    func readComplete() {
        guard !isClosed else { return }
        delegate?.transportReadComplete(self)
    }

    func fail(_ failure: ClientTransportFailure) {
        guard !isClosed else { return }
        isClosed = true
        channel?.close(promise: nil)
        delegate?.transport(self, failed: failure)
    }

    /// Set by the session's owner when the server turns out to be of revision 3, which types its binary frames.
    var prefixesBinary = false

    func send(_ packet: EngineIOPacket) {
        guard !isClosed else { return }
        if case .binary(let bytes) = packet {
            handler?.write(.binary, prefixesBinary ? [4] + bytes : bytes)
        } else {
            handler?.write(.text, Array(packet.text.utf8))
        }
    }

    func flush() {
        handler?.flush()
    }

    func close() -> EventLoopFuture<Void> {
        guard let channel else {
            isClosed = true
            return connector.eventLoop.makeSucceededVoidFuture()
        }
        if !isClosed {
            isClosed = true
            if let handler { handler.close() } else { channel.close(promise: nil) }
        }
        return channel.closeFuture
    }
}
