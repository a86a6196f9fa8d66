import NIOHTTP1
import SocketIOCore
package import Wire

/// What plain WebSockets do that are none of Socket.IO's. Everything is called on the server's event loop; whether a client may
/// come at all is asked of `SocketIOServerDelegate.admit`.
package protocol WebSocketDelegate: AnyObject {
    /// Whether there is a plain WebSocket service at this path.
    func serves(_ path: Substring) -> Bool
    func webSocketOpened(_ socket: PlainWebSocket)
    func webSocket(_ socket: PlainWebSocket, received text: String)
    /// Nothing more comes from this socket.
    func webSocketClosed(_ socket: PlainWebSocket)
}

/// A client on a plain WebSocket that speaks text frames. Used on the server's event loop only.
///
/// The server pings every 20 s, and gives up on a client from which nothing has come for 50 s.
package final class PlainWebSocket: DeadlineOwner, WebSocketOwner {
    static let pingInterval: Duration = .seconds(20)
    static let silenceLimit: Duration = .seconds(50)

    package let remoteAddress: TransportAddress?
    package let isSecure: Bool
    package let path: String
    /// What followed the `?`, as it was sent.
    package let query: String
    /// Whatever the owner wants to find again by the socket.
    package var userInfo: AnyObject?

    private let server: SocketIOServer
    private var handler: WebSocketHandler?
    /// Whether it counts for its network.
    private var isCounted = true
    private var messages = RateLimiter()
    private var lastHeard: MonotonicTime
    private var pingDue: MonotonicTime
    var scheduledDeadline: MonotonicTime?

    init(request: SocketIOHandshakeRequest, server: SocketIOServer) {
        self.server = server
        remoteAddress = request.remoteAddress
        isSecure = request.isSecure
        path = String(HTTPConnectionHandler.path(of: request.head))
        query = String(request.head.uri.dropFirst(path.count + 1))
        lastHeard = server.now
        pingDue = server.now + Self.pingInterval
    }

    /// Sends a text frame; dropped if the client has gone.
    package func send(_ text: String) {
        handler?.write(text: text)
        handler?.flush()
    }

    /// From now on the connection does not count for what its network may have: many honest ones come from one address.
    package func exemptFromSessionLimit() {
        guard isCounted else { return }
        isCounted = false
        if let address = remoteAddress?.ip { server.discount(address) }
    }

    /// Closes for good.
    package func close() {
        close(.closedLocally)
    }

    func close(_ reason: SocketIODisconnectReason) {
        guard let handler else { return }
        handler.close(reason)
        gone()
    }

    func opened(on handler: WebSocketHandler) {
        self.handler = handler
        server.add(self)
        server.webSockets?.webSocketOpened(self)
    }

    func received(_ message: WebSocketMessageAssembler.Message, from handler: WebSocketHandler) {
        lastHeard = server.now
        guard self.handler != nil else { return }
        if let rate = server.configuration.limits.messages {
            guard messages.delay(rate, now: lastHeard) == nil else { return close(.tooManyMessages) }
            messages.count(rate, now: lastHeard)
        }
        // Systems of this kind speak text; what is binary is none of theirs.
        guard case .text(let text) = message else { return }
        server.webSockets?.webSocket(self, received: text)
    }

    func heard(from handler: WebSocketHandler) {
        lastHeard = server.now
    }

    func closed(_ handler: WebSocketHandler) {
        gone()
    }

    func end(_ reason: SocketIODisconnectReason, from handler: WebSocketHandler) {
        gone()
    }

    private func gone() {
        guard handler != nil else { return }
        handler = nil
        server.remove(self)
        server.webSockets?.webSocketClosed(self)
    }

    var nextDeadline: MonotonicTime? { handler == nil ? nil : min(pingDue, lastHeard + Self.silenceLimit) }

    func handleTimeout(now: MonotonicTime) {
        guard let handler else { return }
        if now >= lastHeard + Self.silenceLimit {
            handler.abort()
            return gone()
        }
        pingDue = now + Self.pingInterval
        handler.ping()
        handler.flush()
    }
}
