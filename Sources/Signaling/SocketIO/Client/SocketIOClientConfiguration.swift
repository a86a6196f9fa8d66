package import JSON
package import NIOHTTP1
package import SocketIOCore

package struct SocketIOClientConfiguration: Sendable {
    /// Tried in turn; the one that worked last is tried first after a drop.
    package var urls: [SocketIOURL]
    package var trust = SocketIOTrust.system
    /// Sent along when joining `/`: an object.
    package var auth: JSONValue?
    /// Sent with every HTTP request.
    package var headers: HTTPHeaders = [:]
    /// For the TCP connection and TLS; and again for the server's answer to the WebSocket upgrade.
    package var connectTimeout: Duration = .seconds(10)
    /// From the opened transport to the joined namespace.
    package var joinTimeout: Duration = .seconds(20)
    /// Bytes of one message.
    package var maximumMessageBytes = 1_000_000
    package var backoff = ReconnectBackoff()

    package init(urls: [SocketIOURL]) {
        self.urls = urls
    }
}
