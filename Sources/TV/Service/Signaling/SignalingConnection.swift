import Dialects
import Logging
import NIOCore
import SocketIOClient
import SocketIOCore

/// The connection to a room server, whatever its messages travel in. Everything happens on the event loop.
final class SignalingConnection {
    struct Handlers: Sendable {
        var onConnect: @Sendable () -> Void
        var onDisconnect: @Sendable () -> Void
        var onMessage: @Sendable (WireMessage) -> Void
        var onStateChange: @Sendable (ClientState) -> Void
        var onPin: @Sendable (_ authority: String, CertificatePin) -> Void
    }

    private enum Client {
        case socketIO(SocketIOClient)
        case webSocket(WebSocketClient)
    }

    private let client: Client

    init(
        _ transport: SignalingSystem.Transport,
        loop: any EventLoop,
        configuration: SocketIOClientConfiguration,
        handlers: Handlers,
        logger: Logger
    ) {
        switch transport {
        case .socketIO:
            var told = SocketIOClient.Handlers()
            told.onConnect = { _ in handlers.onConnect() }
            told.onDisconnect = { _ in handlers.onDisconnect() }
            told.onEvent = { event, _ in
                handlers.onMessage(.event(SocketIOMessage(event: event.name, arguments: event.arguments)))
            }
            told.onStateChange = handlers.onStateChange
            told.onPin = handlers.onPin
            client = .socketIO(SocketIOClient(eventLoop: loop, configuration: configuration, handlers: told, logger: logger))
        case .webSocket:
            var told = WebSocketClient.Handlers()
            told.onConnect = handlers.onConnect
            told.onDisconnect = handlers.onDisconnect
            told.onText = { handlers.onMessage(.text($0)) }
            told.onStateChange = handlers.onStateChange
            told.onPin = handlers.onPin
            client = .webSocket(WebSocketClient(eventLoop: loop, configuration: configuration, handlers: told, logger: logger))
        }
    }

    func start() {
        switch client {
        case .socketIO(let client): client.start()
        case .webSocket(let client): client.start()
        }
    }

    func stop() -> EventLoopFuture<Void> {
        switch client {
        case .socketIO(let client): client.stop()
        case .webSocket(let client): client.stop()
        }
    }

    /// Nothing is sent, and nothing kept, while there is no connection.
    func send(_ message: WireMessage) {
        switch (client, message) {
        case (.socketIO(let client), .event(let message)): client.emit(message.event, message.arguments)
        case (.webSocket(let client), .text(let text)): client.send(text)
        case (.socketIO, .text), (.webSocket, .event): assertionFailure("a dialect of another transport")
        }
    }
}
