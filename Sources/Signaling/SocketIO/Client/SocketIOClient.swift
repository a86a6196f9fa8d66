package import JSON
package import Logging
package import NIOCore
package import SocketIOCore
import Wire

/// A Socket.IO client that stays connected: it tries its servers for ever, with full jitter, and says where it stands.
///
/// `@unchecked Sendable`: everything happens on `eventLoop`; `start` and `stop` may be called from anywhere, the rest
/// only there, which is checked.
package final class SocketIOClient: @unchecked Sendable {
    package typealias State = ClientState

    /// What the client tells; called on its event loop.
    package struct Handlers: Sendable {
        /// Joined; the id is the socket's, unknown with servers of Socket.IO 2.x.
        package var onConnect: @Sendable (_ id: String?) -> Void = { _ in }
        package var onDisconnect: @Sendable (SocketIODisconnectReason) -> Void = { _ in }
        /// `reply` is there if the server wants an answer.
        package var onEvent: @Sendable (_ event: SocketIOEvent, _ reply: SocketIOClientReply?) -> Void = { _, _ in }
        package var onStateChange: @Sendable (State) -> Void = { _ in }
        /// With `SocketIOTrust.firstUse`: remember this certificate for this authority.
        package var onPin: @Sendable (_ authority: String, CertificatePin) -> Void = { _, _ in }

        package init() {}
    }

    package let eventLoop: any EventLoop
    private let configuration: SocketIOClientConfiguration
    private let handlers: Handlers
    private let logger: Logger
    private let keeper: ConnectionKeeper
    /// Servers that refuse revision 4 by status are asked with revision 3 next time, and the other way round.
    private var legacyURLs: Set<Int> = []
    private var connection: ClientConnection? { keeper.connection as? ClientConnection }

    package init(
        eventLoop: any EventLoop,
        configuration: SocketIOClientConfiguration,
        handlers: Handlers,
        logger: Logger
    ) {
        self.eventLoop = eventLoop
        self.configuration = configuration
        self.handlers = handlers
        self.logger = logger
        keeper = ConnectionKeeper(
            eventLoop: eventLoop,
            configuration: configuration,
            onStateChange: handlers.onStateChange,
            onPin: handlers.onPin,
            logger: logger
        )
        keeper.makeConnection = { [unowned self] index, url, trust in
            let connection = ClientConnection(
                eventLoop: eventLoop,
                url: url,
                revision: legacyURLs.contains(index) ? .three : .four,
                configuration: configuration,
                trust: trust
            )
            connection.delegate = self
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
            if wasJoined { handlers.onDisconnect(.closedLocally) }
            return closed
        }
    }

    /// Emits an event. `false` if there is no connection: then nothing was sent and nothing is kept, since what was to
    /// be said while the connection was down is stale when it is up again.
    @discardableResult
    package func emit(_ name: String, _ arguments: [JSONValue] = []) -> Bool {
        eventLoop.preconditionInEventLoop()
        return connection?.emit(SocketIOEvent(name, arguments), timeout: nil, answer: nil) ?? false
    }

    /// Emits an event that wants an answer; `answer` is called once, on the event loop, unless this returns `false`.
    @discardableResult
    package func emit(
        _ name: String,
        _ arguments: [JSONValue] = [],
        timeout: Duration = .seconds(10),
        answer: @escaping (Result<[JSONValue], SocketIOAcknowledgementError>) -> Void
    ) -> Bool {
        eventLoop.preconditionInEventLoop()
        return connection?.emit(SocketIOEvent(name, arguments), timeout: timeout, answer: answer) ?? false
    }
}

extension SocketIOClient: ClientConnectionDelegate {
    func connectionJoined(_ connection: ClientConnection, id: String?) {
        if keeper.joined(connection) { handlers.onConnect(id) }
    }

    func connection(_ connection: ClientConnection, received event: SocketIOEvent) {
        guard connection === self.connection else { return }
        handlers.onEvent(event, event.acknowledgement.map { SocketIOClientReply(connection: connection, id: $0) })
    }

    func connectionEnded(_ connection: ClientConnection, _ failure: SocketIOClientFailure) {
        guard connection === self.connection else { return }
        if !keeper.isJoined, connection.refusedStatus == 400 { legacyURLs.formSymmetricDifference([keeper.urlIndex]) }
        let wasJoined = keeper.ended(connection, failure)
        if wasJoined, case .ended(let reason) = failure { handlers.onDisconnect(reason) }
    }
}
