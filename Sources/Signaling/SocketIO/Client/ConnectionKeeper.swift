import Logging
import NIOCore
import SocketIOCore
import Wire

/// Where a client of a room server stands.
package enum ClientState: Sendable, Equatable {
    case stopped
    case connecting(SocketIOURL)
    case connected(SocketIOURL)
    /// The next attempt starts by itself.
    case waiting(Duration, after: SocketIOClientFailure)
}

/// One attempt at one server and, if it succeeds, the connection.
protocol KeptConnection: AnyObject {
    var url: SocketIOURL { get }
    /// The certificate that the server has shown.
    var presentedPin: CertificatePin? { get }
    func start()
    /// Leaves without telling anyone; succeeds when nothing is left open.
    func disconnect() -> EventLoopFuture<Void>
}

/// Keeps one connection up, whatever is spoken over it: tries its servers for ever, with full jitter, looks names up each time,
/// and remembers certificates. Everything happens on the event loop.
final class ConnectionKeeper {
    private let eventLoop: any EventLoop
    private let urls: [SocketIOURL]
    private let logger: Logger
    private var trust: SocketIOTrust
    private var backoff: ReconnectBackoff
    private var random = SystemRandomNumberGenerator()
    /// The server that is tried, or was tried last.
    private(set) var urlIndex = 0
    private(set) var connection: (any KeptConnection)?
    private var retry: Scheduled<Void>?
    private var state = ClientState.stopped

    private let onStateChange: (ClientState) -> Void
    private let onPin: (_ authority: String, CertificatePin) -> Void

    /// Set before `start`.
    var makeConnection: ((_ urlIndex: Int, SocketIOURL, SocketIOTrust) -> any KeptConnection)?

    /// - Parameter onPin: with `SocketIOTrust.firstUse`: remember this certificate for this authority.
    init(
        eventLoop: any EventLoop,
        configuration: SocketIOClientConfiguration,
        onStateChange: @escaping (ClientState) -> Void,
        onPin: @escaping (_ authority: String, CertificatePin) -> Void,
        logger: Logger
    ) {
        self.eventLoop = eventLoop
        urls = configuration.urls
        trust = configuration.trust
        backoff = configuration.backoff
        self.onStateChange = onStateChange
        self.onPin = onPin
        self.logger = logger
    }

    var isJoined: Bool { if case .connected = state { true } else { false } }

    /// Does nothing while it is started, or without a URL.
    func start() {
        guard state == .stopped, !urls.isEmpty else { return }
        attempt()
    }

    /// Stays away from now on; says whether there was a connection, and when nothing is left open.
    func stop() -> (wasJoined: Bool, closed: EventLoopFuture<Void>) {
        retry?.cancel()
        retry = nil
        let wasJoined = isJoined
        let closed = connection?.disconnect() ?? eventLoop.makeSucceededVoidFuture()
        connection = nil
        if state != .stopped { enter(.stopped) }
        return (wasJoined, closed)
    }

    /// The connection is of use. `false` if it is not the one that is kept.
    func joined(_ connection: any KeptConnection) -> Bool {
        guard connection === self.connection else { return false }
        backoff.connected(now: eventLoop.monotonicNow)
        learnPin(of: connection)
        logger.info("connected to the room server", metadata: ["url": "\(connection.url)"])
        enter(.connected(connection.url))
        return true
    }

    /// The attempt failed, or the connection was lost: the next attempt comes by itself. Says whether it had been of use.
    func ended(_ connection: any KeptConnection, _ failure: SocketIOClientFailure) -> Bool {
        guard connection === self.connection else { return false }
        self.connection = nil
        let wasJoined = isJoined
        backoff.disconnected(now: eventLoop.monotonicNow)
        if !wasJoined { urlIndex = (urlIndex + 1) % urls.count }
        let delay = backoff.nextDelay(using: &random)
        logger.notice("no connection to the room server", metadata: ["url": "\(connection.url)", "why": "\(failure)"])
        let bound = NIOLoopBound(WeakKeeper(self), eventLoop: eventLoop)
        retry = eventLoop.scheduleTask(in: .nanoseconds(delay.nanoseconds)) { bound.value.keeper?.attempt() }
        enter(.waiting(delay, after: failure))
        return wasJoined
    }

    private struct WeakKeeper {
        weak let keeper: ConnectionKeeper?

        init(_ keeper: ConnectionKeeper) {
            self.keeper = keeper
        }
    }

    private func attempt() {
        retry = nil
        let url = urls[urlIndex]
        guard let connection = makeConnection?(urlIndex, url, trust) else { return }
        self.connection = connection
        enter(.connecting(url))
        if self.connection === connection { connection.start() }
    }

    private func enter(_ state: ClientState) {
        self.state = state
        onStateChange(state)
    }

    private func learnPin(of connection: any KeptConnection) {
        guard case .firstUse(var known) = trust, let pin = connection.presentedPin else { return }
        let authority = connection.url.authority
        guard known.updateValue(pin, forKey: authority) == nil else { return }
        trust = .firstUse(known: known)
        onPin(authority, pin)
    }
}
