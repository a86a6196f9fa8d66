package import SocketIOCore

package struct SocketIOServerConfiguration: Sendable {
    /// Where Engine.IO is served: starts and ends with a slash. Everything else goes to the responder; `nil`: all of it.
    package var path: String? = "/socket.io/"
    /// Where Engine.IO is served without Socket.IO above it, if anywhere: a path of the same form.
    package var barePath: String?
    /// What can be joined.
    package var namespaces: Set<String> = [SocketIOPacket.root]
    package var sessions = EngineIOServerConfiguration()
    package var cors = CORSPolicy.sameOrigin
    /// New sessions beyond this many are refused with 503.
    package var maximumSessions = 100_000
    /// What one network and one session may ask.
    package var limits = ClientLimits()
    /// Whose `X-Forwarded-For` and `X-Forwarded-Proto` count.
    package var proxies = TrustedProxies()
    /// Lower-case names of the request headers that sockets remember.
    package var retainedHeaders: Set<String> = ["host", "origin", "user-agent", "x-forwarded-for", "x-forwarded-proto"]
    /// How long a connection may take to send a request, and to send the next one.
    package var requestTimeout: Duration = .seconds(30)

    package init() {}

    func serves(_ path: Substring) -> Bool { path == self.path.map { $0[...] } || path == barePath.map { $0[...] } }
}
