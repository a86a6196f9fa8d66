package import SocketIOCore

/// Counts since the start.
package struct SocketIOServerStatistics: Sendable {
    package var openedSessions = 0
    package var refusedHandshakes = 0
    /// Of those, because their network had too many sessions or came too often.
    package var limitedHandshakes = 0
    package var upgrades = 0
    package var closedSessions: [SocketIODisconnectReason: Int] = [:]
}
