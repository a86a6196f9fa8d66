/// The limits and times of a server's sessions; one object shared by all of them.
package final class EngineIOServerConfiguration: Sendable {
    /// From the client's last pong (or the opening) to our next ping.
    package let pingInterval: Duration
    /// How long a pong may take.
    package let pingTimeout: Duration
    /// From a probe's first frame to its end, done or not.
    package let upgradeTimeout: Duration
    /// How long a polling client has to fetch our last packets.
    package let closeTimeout: Duration
    /// From the opening to the joining of a namespace.
    package let connectTimeout: Duration
    /// Bytes of one message, and of one polling request.
    package let maxPayload: Int
    /// Bytes that may wait for a client that does not read.
    package let maximumQueuedBytes: Int

    package init(
        pingInterval: Duration = .seconds(25),
        pingTimeout: Duration = .seconds(20),
        upgradeTimeout: Duration = .seconds(10),
        closeTimeout: Duration = .seconds(30),
        connectTimeout: Duration = .seconds(45),
        maxPayload: Int = 1_000_000,
        maximumQueuedBytes: Int = 2_000_000
    ) {
        self.pingInterval = pingInterval
        self.pingTimeout = pingTimeout
        self.upgradeTimeout = upgradeTimeout
        self.closeTimeout = closeTimeout
        self.connectTimeout = connectTimeout
        self.maxPayload = maxPayload
        self.maximumQueuedBytes = maximumQueuedBytes
    }
}
