/// Why a connection ended. The raw values are for logs, in the stock implementation's words where it has them.
package enum SocketIODisconnectReason: String, Sendable {
    /// The client left the namespace (`41`).
    case clientDisconnect = "client namespace disconnect"
    /// The server left the namespace (`41`).
    case serverDisconnect = "server namespace disconnect"
    case transportClosed = "transport close"
    case transportError = "transport error"
    /// Nothing was heard of the other end for longer than the heartbeat allows.
    case pingTimeout = "ping timeout"
    /// The other end broke the protocol.
    case protocolViolation = "parse error"
    /// No namespace was joined, or no session opened, in time.
    case connectTimeout = "connect timeout"
    /// The other end reads slower than we send.
    case overflow = "send buffer full"
    /// The other end says more than it may.
    case tooManyMessages = "too many messages"
    /// This server is about to stop; the client should connect elsewhere or again.
    case serverShutdown = "server shutting down"
    /// The server refused the namespace (`44`).
    case refused = "connection refused"
    /// Our own side asked for it.
    case closedLocally = "closed locally"
}
