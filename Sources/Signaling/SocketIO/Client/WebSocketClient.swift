package import Logging
package import NIOCore
import NIOHTTP1
import SocketIOCore
import Wire

/// A client of servers that speak text frames over a plain WebSocket; it stays connected as `SocketIOClient` does.
///
/// It pings every `pingInterval`, and gives up on a server from which nothing has come for two and a half of them.
///
/// `@unchecked Sendable`: everything happens on `eventLoop`; `start` and `stop` may be called from anywhere, the rest
/// only there, which is checked.
package final class WebSocketClient: @unchecked Sendable {
    /// What the client tells; called on its event loop.
    package struct Handlers: Sendable {
        package var onConnect: @Sendable () -> Void = {}
        package var onDisconnect: @Sendable () -> Void = {}
        package var onText: @Sendable (String) -> Void = { _ in }
        package var onStateChange: @Sendable (ClientState) -> Void = { _ in }
        /// With `SocketIOTrust.firstUse`: remember this certificate for this authority.
        package var onPin: @Sendable (_ authority: String, CertificatePin) -> Void = { _, _ in }

        package init() {}
    }

    package let eventLoop: any EventLoop
    private let handlers: Handlers
    private let keeper: ConnectionKeeper
    private var connection: WebSocketConnection? { keeper.connection as? WebSocketConnection }

    /// Of the configuration, what is only Socket.IO's (`auth`, `joinTimeout`) is not used.
    package init(
        eventLoop: any EventLoop,
        configuration: SocketIOClientConfiguration,
        pingInterval: Duration = .seconds(20),
        handlers: Handlers,
        logger: Logger
    ) {
        self.eventLoop = eventLoop
        self.handlers = handlers
        keeper = ConnectionKeeper(
            eventLoop: eventLoop,
            configuration: configuration,
            onStateChange: handlers.onStateChange,
            onPin: handlers.onPin,
            logger: logger
        )
        keeper.makeConnection = { [unowned self] _, url, trust in
            let connector = ClientConnector(
                eventLoop: eventLoop,
                url: url,
                trust: trust,
                timeout: configuration.connectTimeout
            )
            let connection = WebSocketConnection(connector: connector, configuration: configuration, pingInterval: pingInterval)
            connection.owner = self
            return connection
        }
    }

    /// Starts connecting. Does nothing while it is started, or without a URL.
    package func start() {
        eventLoop.execute { [self] in keeper.start() }
    }

    /// Leaves the server and stays away; succeeds when nothing is left open.
    package func stop() -> EventLoopFuture<Void> {
        eventLoop.flatSubmit { [self] in
            let (wasJoined, closed) = keeper.stop()
            if wasJoined { handlers.onDisconnect() }
            return closed
        }
    }

    /// Sends a text frame. `false` if there is no connection: then nothing was sent and nothing is kept.
    @discardableResult
    package func send(_ text: String) -> Bool {
        eventLoop.preconditionInEventLoop()
        guard keeper.isJoined, let connection else { return false }
        connection.send(text)
        return true
    }

    func opened(_ connection: WebSocketConnection) {
        if keeper.joined(connection) { handlers.onConnect() }
    }

    func received(_ text: String, from connection: WebSocketConnection) {
        if connection === self.connection { handlers.onText(text) }
    }

    func ended(_ connection: WebSocketConnection, _ failure: SocketIOClientFailure) {
        if keeper.ended(connection, failure) { handlers.onDisconnect() }
    }
}
