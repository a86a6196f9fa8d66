/// The narrowest place of a link: datagrams leave it one after the other, and wait in a queue that ends.
package struct Bottleneck: Hashable, Sendable {
    /// Bits per second, headers of IP and UDP included.
    package var bitrate: Int
    /// The longest a datagram may wait; what would wait longer is lost.
    package var queue: Duration

    package init(bitrate: Int, queue: Duration = .milliseconds(200)) {
        self.bitrate = max(bitrate, 1)
        self.queue = queue
    }

    /// Of IPv4 and UDP.
    private static let headers = 28

    func time(for bytes: Int) -> Duration {
        .nanoseconds(Int64(bytes + Self.headers) * 8_000_000_000 / Int64(bitrate))
    }
}
