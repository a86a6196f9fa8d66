package import SocketIOCore

/// What one network, and one session, may ask of the server; `nil` is as much as it likes.
package struct ClientLimits: Sendable, Equatable {
    /// New sessions of one network.
    package var handshakes: RateLimiter.Rate?
    /// Sessions that one network has at a time, but for those freed by `SocketIOSocket.exemptFromSessionLimit()`.
    package var sessions: Int?
    /// Messages of one session; one that sends more is ended.
    package var messages: RateLimiter.Rate?

    package init(handshakes: RateLimiter.Rate? = nil, sessions: Int? = nil, messages: RateLimiter.Rate? = nil) {
        self.handshakes = handshakes
        self.sessions = sessions
        self.messages = messages
    }
}
