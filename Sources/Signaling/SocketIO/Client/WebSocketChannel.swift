import NIOCore
import NIOHTTP1
import NIOWebSocket
import SocketIOCore
import Wire

/// Whom a WebSocket tells, on the event loop. Nothing is told after `failed` or a `close`.
protocol WebSocketChannelDelegate: AnyObject {
    /// The server has accepted the upgrade.
    func webSocketOpened(_ channel: WebSocketChannel)
    /// Throws if this is not a message that there may be.
    func webSocket(_ channel: WebSocketChannel, received message: WebSocketMessageAssembler.Message) throws
    /// Something came, were it only the answer to a ping.
    func webSocketHeard(_ channel: WebSocketChannel)
    /// All that arrived together has been told.
    func webSocketReadComplete(_ channel: WebSocketChannel)
    func webSocket(_ channel: WebSocketChannel, failed failure: ClientTransportFailure)
}

/// One WebSocket to a server, from connecting to closing.
final class WebSocketChannel {
    private let connector: ClientConnector
    private let head: HTTPRequestHead
    private let maximumMessageBytes: Int
    private let upgradeTimeout: Duration
    weak var delegate: (any WebSocketChannelDelegate)?
    private var channel: (any Channel)?
    private var handler: WebSocketChannelHandler?
    private var isClosed = false

    /// `head` is the upgrade request without what the upgrade itself adds.
    init(connector: ClientConnector, head: HTTPRequestHead, maximumMessageBytes: Int, upgradeTimeout: Duration) {
        self.connector = connector
        self.head = head
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
        let http = UpgradeRequestHandler(webSocket: self, head: head)
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
        let handler = WebSocketChannelHandler(webSocket: self, maximumMessageBytes: maximumMessageBytes)
        self.handler = handler
        try channel.pipeline.syncOperations.addHandler(handler)
        delegate?.webSocketOpened(self)
    }

    func refused(status: Int) {
        fail(.refused(status: status))
    }

    func errorCaught(_ error: any Error) {
        if let failure = connector.tlsFailure(error) { fail(.connect(failure)) }
    }

    func received(_ message: WebSocketMessageAssembler.Message) throws {
        guard !isClosed else { return }
        try delegate?.webSocket(self, received: message)
    }

    func heard() {
        guard !isClosed else { return }
        delegate?.webSocketHeard(self)
    }

    func readComplete() {
        guard !isClosed else { return }
        delegate?.webSocketReadComplete(self)
    }

    func fail(_ failure: ClientTransportFailure) {
        guard !isClosed else { return }
        isClosed = true
        channel?.close(promise: nil)
        delegate?.webSocket(self, failed: failure)
    }

    /// Queues a frame.
    func send(_ opcode: WebSocketOpcode, _ bytes: [UInt8]) {
        guard !isClosed else { return }
        handler?.write(opcode, bytes)
    }

    /// Sends what is queued.
    func flush() {
        handler?.flush()
    }

    /// Sends what is queued and closes; succeeds when nothing is left open.
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
