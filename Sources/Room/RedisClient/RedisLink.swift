package import Logging
package import NIOCore
import NIOPosix
import NIOSSL
package import RESP
import SocketIOCore
import Wire

/// The way to a Redis server: one connection for commands and one that listens, kept up for ever.
///
/// It is up while both are; when either is lost both are made anew, since what was published meanwhile is gone. Everything
/// happens on the event loop.
package final class RedisLink {
    package struct Handlers {
        package var onUp: () -> Void = {}
        /// The link is lost, or an attempt at it has failed. Commands without a reply will not get any.
        package var onDown: (RedisFailure) -> Void = { _ in }
        package var onReply: (_ number: Int, RESPValue) -> Void = { _, _ in }
        package var onMessage: (_ channel: String, [UInt8]) -> Void = { _, _ in }

        package init() {}
    }

    private static let connectTimeout: TimeAmount = .seconds(3)

    private let eventLoop: any EventLoop
    private let configuration: RedisConfiguration
    private let channels: [String]
    private let tls: NIOSSLContext?
    private let logger: Logger
    private var handlers: Handlers
    private var backoff = ReconnectBackoff()
    private var random = SystemRandomNumberGenerator()
    private var commands: RedisConnection?
    private var subscription: RedisConnection?
    private var retry: Scheduled<Void>?
    /// Goes up with each attempt: what an earlier one still says is not heard.
    private var attempt = 0
    private var isStopped = true
    private var failures = 0
    package private(set) var isUp = false

    /// - Throws: `NIOSSLError` if the certificate authorities cannot be read.
    package init(
        eventLoop: any EventLoop,
        configuration: RedisConfiguration,
        channels: [String],
        handlers: Handlers,
        logger: Logger
    ) throws {
        self.eventLoop = eventLoop
        self.configuration = configuration
        self.channels = channels
        self.handlers = handlers
        self.logger = logger
        backoff.base = .milliseconds(200)
        backoff.cap = .seconds(3)
        backoff.stableAfter = .seconds(5)
        if configuration.url.isSecure {
            var settings = TLSConfiguration.makeClientConfiguration()
            settings.minimumTLSVersion = .tlsv12
            if let authorities = configuration.authorities { settings.trustRoots = .file(authorities) }
            tls = try NIOSSLContext(configuration: settings)
        } else {
            tls = nil
        }
    }

    package func start() {
        guard isStopped else { return }
        isStopped = false
        connect()
    }

    /// Stays away from now on, and says nothing more.
    package func stop() {
        isStopped = true
        handlers = Handlers()
        retry?.cancel()
        retry = nil
        drop()
    }

    /// Commands are carried out in their order. Does nothing while the link is down.
    package func send(_ command: [String], number: Int) {
        guard isUp else { return }
        commands?.send(command, number: number)
    }

    private func connect() {
        retry = nil
        attempt += 1
        commands = open(.commands)
        subscription = open(.subscription(channels))
    }

    private func open(_ purpose: RedisSession.Purpose) -> RedisConnection {
        let connection = RedisConnection(eventLoop: eventLoop, purpose: purpose, configuration: configuration)
        let attempt = attempt
        connection.onOutput = { [weak self] output in
            guard let self, self.attempt == attempt else { return }
            self.receive(output)
        }
        let bound = NIOLoopBound((link: self, connection: connection), eventLoop: eventLoop)
        let (tls, host) = (tls, configuration.url.host)
        ClientBootstrap(group: eventLoop)
            .connectTimeout(Self.connectTimeout)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.socketOption(.so_keepalive), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        // A name is needed for SNI, where an address is not allowed.
                        let isAddress = (try? SocketAddress(ipAddress: host, port: 0)) != nil
                        let handler = try NIOSSLClientHandler(context: tls, serverHostname: isAddress ? nil : host)
                        try channel.pipeline.syncOperations.addHandler(handler)
                    }
                    try channel.pipeline.syncOperations.addHandler(bound.value.connection)
                }
            }
            .connect(host: host, port: configuration.url.port)
            .assumeIsolated()
            .whenFailure { error in
                let link = bound.value.link
                guard link.attempt == attempt else { return }
                link.fail(.unreachable(Self.reason(error)))
            }
        return connection
    }

    private static func reason(_ error: any Error) -> String {
        guard let error = error as? NIOConnectionError else { return "\(error)" }
        if let dns = error.dnsAError ?? error.dnsAAAAError, error.connectionErrors.isEmpty { return "\(dns)" }
        return error.connectionErrors.map { "\($0.target): \($0.error)" }.joined(separator: ", ")
    }

    private func receive(_ output: RedisSession.Output) {
        switch output {
        case .send: break
        case .ready: ready()
        case .reply(let number, let value): if isUp { handlers.onReply(number, value) }
        case .message(let channel, let payload): if isUp { handlers.onMessage(channel, payload) }
        case .failed(let failure): fail(failure)
        }
    }

    private func ready() {
        guard !isUp, commands?.isReady == true, subscription?.isReady == true else { return }
        isUp = true
        failures = 0
        backoff.connected(now: eventLoop.redisNow)
        logger.notice("connected to Redis", metadata: ["url": "\(configuration.url)"])
        handlers.onUp()
    }

    private func drop() {
        attempt += 1
        commands?.close()
        subscription?.close()
        commands = nil
        subscription = nil
    }

    private func fail(_ failure: RedisFailure) {
        drop()
        guard !isStopped else { return }
        let wasUp = isUp
        isUp = false
        failures += 1
        // Once when it goes, then now and then: it is tried every few seconds, for ever.
        if wasUp || failures == 1 || failures.isMultiple(of: 20) {
            logger.error("no connection to Redis", metadata: ["url": "\(configuration.url)", "why": "\(failure)"])
        }
        backoff.disconnected(now: eventLoop.redisNow)
        let bound = NIOLoopBound(WeakLink(self), eventLoop: eventLoop)
        let delay = backoff.nextDelay(using: &random)
        retry = eventLoop.scheduleTask(in: .nanoseconds(delay.nanoseconds)) { bound.value.link?.connect() }
        handlers.onDown(failure)
    }

    private struct WeakLink {
        weak let link: RedisLink?

        init(_ link: RedisLink) {
            self.link = link
        }
    }
}
