package import SocketIOCore

/// Counts since the start.
package struct SocketIOServerStatistics: Sendable {
    package var openedSessions = 0
    package var refusedHandshakes = 0
    package var upgrades = 0
    package var closedSessions: [SocketIODisconnectReason: Int] = [:]
}
