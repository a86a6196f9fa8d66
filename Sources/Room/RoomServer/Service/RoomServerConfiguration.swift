package import Dialects
package import RedisClient
import SocketIOCore
package import SocketIOServer
package import Wire

/// Where the room server listens, what it shows and to whom.
package struct RoomServerConfiguration: Sendable {
    package enum Certificate: Sendable, Equatable {
        /// Made at the first start and kept in the state directory.
        case selfSigned
        /// Paths of PEM files.
        case given(certificate: String, key: String)
    }

    /// Who may come without TLS. Browsers share screens only from a secure page, which `localhost` counts as.
    package enum PlainHTTP: String, Sendable, CaseIterable {
        case loopback, all
    }

    package struct Listen: Sendable, Equatable {
        /// A name or an address; `*` is every address of this machine.
        package var host: String
        /// 0 takes any free port.
        package var port: Int

        package init(host: String, port: Int) {
            self.host = host
            self.port = port
        }
    }

    /// How a server stops.
    package struct Drain: Sendable {
        /// How long nothing must have been negotiated before connections are closed, and how long that is waited for.
        package var quiet: Duration = .seconds(1)
        package var patience: Duration = .seconds(10)
        /// Between one connection and the next, and for all of them at most: whoever is closed comes back at once.
        package var pause: Duration = .milliseconds(2)
        package var spread: Duration = .seconds(5)

        package init() {}

        /// Everything at once.
        package static let immediate: Drain = {
            var drain = Drain()
            drain.patience = .zero
            drain.spread = .zero
            return drain
        }()
    }

    /// At least one; the first is the one that `senderURL` is made of.
    package var listen = [Listen(host: "*", port: 8443)]
    /// A folder for the key and the certificate; it is made if it is not there.
    package var stateDirectory: String
    package var certificate = Certificate.selfSigned
    /// How often files that others renew are looked at.
    package var fileInterval: Duration = .seconds(60)
    package var drain = Drain()
    /// Metrics and what an administrator may do, if wanted.
    package var operating: OperatingConfiguration?
    package var plainHTTP = PlainHTTP.loopback
    /// Where people reach the page if not at this machine's own address, such as behind a reverse proxy.
    package var publicURL: String?
    /// Which pages of other origins may use the server, by polling and by WebSocket.
    package var cors = CORSPolicy.any
    /// What one network and one connection may ask of the server.
    package var limits = ClientLimits(
        handshakes: RateLimiter.Rate(burst: 20, interval: .milliseconds(100)),
        sessions: 50,
        messages: RateLimiter.Rate(burst: 100, interval: .seconds(1) / 30)
    )
    /// Of one message; more ends the connection. The payload of an event may have 64 KiB in any case.
    package var maximumMessageBytes = 128 * 1024
    /// Reverse proxies whose word about their clients is taken.
    package var trustedProxies: [IPNetwork] = []
    package var rooms = RoomsConfiguration()
    /// What is done beside handing credentials out, if there is a TURN server (`rooms.turn`).
    package var relay = RelayConfiguration()
    /// The Redis by which several servers share their rooms; `nil` for a server that is alone.
    package var redis: RedisConfiguration?
    /// The key that signs tokens in 64 hexadecimal digits, the same at each of several servers; `nil` is one of this server's own,
    /// made at the first start.
    package var serverKey: Redacted<String>?
    /// The signaling systems whose clients are served.
    package var systems = [ServedSystem(.projection)]

    package init(stateDirectory: String) {
        self.stateDirectory = stateDirectory
    }
}

/// A signaling system that the room server speaks.
package struct ServedSystem: Sendable {
    package var system: SignalingSystem
    /// Where, if it travels in plain WebSockets.
    package var paths: [String]

    /// At the system's usual paths.
    package init(_ system: SignalingSystem) {
        self.system = system
        if case .webSocket(let paths) = system.transport { self.paths = paths } else { paths = [] }
    }
}
