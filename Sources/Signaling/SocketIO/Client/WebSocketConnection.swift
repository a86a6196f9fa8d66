import NIOCore
import NIOHTTP1
import NIOWebSocket
import SocketIOCore
import Wire

/// One attempt of a `WebSocketClient` at one server and, if it succeeds, the connection.
final class WebSocketConnection: KeptConnection, WebSocketChannelDelegate {
    private let connector: ClientConnector
    private let channel: WebSocketChannel
    private let pingInterval: Duration
    private var lastHeard: MonotonicTime
    private var timer: RepeatedTask?
    private var isEnded = false
    weak var owner: WebSocketClient?

    init(connector: ClientConnector, configuration: SocketIOClientConfiguration, pingInterval: Duration) {
        self.connector = connector
        self.pingInterval = pingInterval
        lastHeard = connector.eventLoop.monotonicNow
        let url = connector.url
        let uri = url.query.isEmpty ? url.path : "\(url.path)?\(url.query)"
        var head = HTTPRequestHead(version: .http1_1, method: .GET, uri: uri, headers: configuration.headers)
        head.headers.replaceOrAdd(name: "host", value: url.hostHeader)
        channel = WebSocketChannel(
            connector: connector,
            head: head,
            maximumMessageBytes: configuration.maximumMessageBytes,
            upgradeTimeout: configuration.connectTimeout
        )
    }

    var url: SocketIOURL { connector.url }
    var presentedPin: CertificatePin? { connector.presentedPin }

    func start() {
        channel.delegate = self
        channel.open()
    }

    func send(_ text: String) {
        channel.send(.text, Array(text.utf8))
        channel.flush()
    }

    func disconnect() -> EventLoopFuture<Void> {
        isEnded = true
        owner = nil
        timer?.cancel()
        return channel.close()
    }

    func webSocketOpened(_ channel: WebSocketChannel) {
        lastHeard = connector.eventLoop.monotonicNow
        let bound = NIOLoopBound(self, eventLoop: connector.eventLoop)
        let interval = TimeAmount.nanoseconds(pingInterval.nanoseconds)
        timer = connector.eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in bound.value.beat() }
        owner?.opened(self)
    }

    /// Systems of this kind speak text; what is binary is none of theirs.
    func webSocket(_ channel: WebSocketChannel, received message: WebSocketMessageAssembler.Message) throws {
        if case .text(let text) = message { owner?.received(text, from: self) }
    }

    func webSocketHeard(_ channel: WebSocketChannel) {
        lastHeard = connector.eventLoop.monotonicNow
    }

    func webSocketReadComplete(_ channel: WebSocketChannel) {}

    func webSocket(_ channel: WebSocketChannel, failed failure: ClientTransportFailure) {
        switch failure {
        case .connect(let failure): end(failure)
        case .refused(let status): end(.refused(status: status))
        case .closed(let reason): end(.ended(reason))
        }
    }

    private func beat() {
        guard !isEnded else { return }
        if connector.eventLoop.monotonicNow >= lastHeard + pingInterval * 5 / 2 {
            _ = channel.close()
            return end(.ended(.pingTimeout))
        }
        channel.send(.ping, [])
        channel.flush()
    }

    private func end(_ failure: SocketIOClientFailure) {
        guard !isEnded else { return }
        isEnded = true
        timer?.cancel()
        owner?.ended(self, failure)
    }
}
