package import Logging
package import NIOCore
import NIOHTTP1
import SocketIOCore
import Wire

/// Socket.IO for any number of clients on one event loop, and plain WebSockets and other HTTP beside it on the same port.
///
/// It binds nothing itself: whoever accepts connections hands each channel to `configure(_:isSecure:)`, after TLS if
/// there is any. Classic channel handlers and no task per connection: an idle client costs its socket and its state.
///
/// `@unchecked Sendable`: everything happens on `eventLoop`, which the entry points check.
package final class SocketIOServer: @unchecked Sendable {
    package let eventLoop: any EventLoop
    package let configuration: SocketIOServerConfiguration
    package weak var delegate: (any SocketIOServerDelegate)?
    /// Plain WebSockets at other paths of the same port; held weakly.
    package weak var webSockets: (any WebSocketDelegate)?
    let responder: (any HTTPResponder)?
    let logger: Logger

    /// Counts since the start, for metrics.
    package private(set) var statistics = SocketIOServerStatistics()
    /// While `true`, new sessions are refused with 503 and pages are still served.
    package private(set) var isDraining = false
    var random = SystemRandomNumberGenerator()
    /// For the bytes of one message on its way, so that not each takes memory of its own.
    var scratch: [UInt8] = []
    private var connections: [RandomID: EngineConnection] = [:]
    private var plainSockets: [ObjectIdentifier: PlainWebSocket] = [:]
    private var census: SessionCensus
    private var deadlines = DeadlineQueue<any DeadlineOwner>()
    private var timer: (scheduled: Scheduled<Void>, deadline: MonotonicTime)?

    /// `delegate` is set before the first channel is configured; the server holds it weakly.
    package init(
        eventLoop: any EventLoop,
        configuration: SocketIOServerConfiguration = SocketIOServerConfiguration(),
        responder: (any HTTPResponder)? = nil,
        logger: Logger
    ) {
        self.eventLoop = eventLoop
        self.configuration = configuration
        census = SessionCensus(limits: configuration.limits)
        self.responder = responder
        self.logger = logger
    }

    var now: MonotonicTime { MonotonicTime(nanoseconds: Int64(clamping: eventLoop.now.uptimeNanoseconds)) }

    /// Sessions that exist, joined or not, and plain WebSockets.
    package var sessionCount: Int {
        eventLoop.preconditionInEventLoop()
        return connections.count + plainSockets.count
    }

    /// What clients are connected by at the moment, and how many by each.
    package func sessionCounts() -> [SessionKind: Int] {
        eventLoop.preconditionInEventLoop()
        var counts: [SessionKind: Int] = [.plainWebSocket: plainSockets.count]
        for connection in connections.values { counts[connection.kind, default: 0] += 1 }
        return counts
    }

    /// Clients that have joined, in no order.
    package var sockets: [SocketIOSocket] {
        eventLoop.preconditionInEventLoop()
        return connections.values.flatMap(\.sockets)
    }

    /// Adds HTTP, polling and WebSocket to an accepted channel. Call it on the event loop, which must be the channel's.
    package func configure(_ channel: any Channel, isSecure: Bool) throws {
        eventLoop.preconditionInEventLoop()
        let handler = HTTPConnectionHandler(server: self, isSecure: isSecure)
        let bound = NIOLoopBound(handler, eventLoop: eventLoop)
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = 16_384
        limits.maxHeaderListSize = 32_768
        limits.maxHeaderFieldCount = 100
        try channel.pipeline.syncOperations.configureHTTPServerPipeline(
            withServerUpgrade: (
                upgraders: [handler.makeUpgrader(bound)],
                completionHandler: { context in
                    context.pipeline.syncOperations.removeHandler(bound.value, promise: nil)
                }
            ),
            withEncoderConfiguration: HTTPResponseEncoder.Configuration(),
            withDecoderLimitConfiguration: limits
        )
        try channel.pipeline.syncOperations.addHandler(handler)
    }

    /// From now on new sessions are refused with 503; those there are go on.
    package func refuseNewSessions() {
        eventLoop.preconditionInEventLoop()
        isDraining = true
    }

    /// Takes new sessions again.
    package func admitNewSessions() {
        eventLoop.preconditionInEventLoop()
        isDraining = false
    }

    /// Refuses new sessions from now on and closes those there are, evenly spread over `duration`, without `41`, so that
    /// stock clients come back to whoever listens then. Succeeds when all are told.
    package func drain(over duration: Duration) -> EventLoopFuture<Void> {
        eventLoop.preconditionInEventLoop()
        isDraining = true
        let leaving: [any Drainable] = Array(connections.values) + Array(plainSockets.values)
        let futures = leaving.enumerated().map { index, connection in
            let share = Double(index) / Double(max(1, leaving.count))
            let delay = TimeAmount.nanoseconds(Int64(Double(duration.nanoseconds) * share))
            let bound = NIOLoopBound(connection, eventLoop: eventLoop)
            return eventLoop.scheduleTask(in: delay) { bound.value.close(.serverShutdown) }.futureResult
        }
        return EventLoopFuture.andAllComplete(futures, on: eventLoop)
    }

    func connection(_ id: RandomID) -> EngineConnection? { connections[id] }

    /// Whether one more session may be opened, asking the delegate last.
    func admit(_ request: SocketIOHandshakeRequest) -> SocketIOAdmission {
        let admission: SocketIOAdmission =
            if isDraining {
                .refuse(.serviceUnavailable, message: "Server is restarting", retryAfter: .seconds(5))
            } else if connections.count + plainSockets.count >= configuration.maximumSessions {
                .refuse(.serviceUnavailable, message: "Too many sessions", retryAfter: .seconds(10))
            } else {
                limited(request) ?? delegate?.admit(request) ?? .accept
            }
        if admission != .accept { statistics.refusedHandshakes += 1 }
        return admission
    }

    private func limited(_ request: SocketIOHandshakeRequest) -> SocketIOAdmission? {
        guard let address = request.remoteAddress?.ip else { return nil }
        let admission = census.admit(address, now: now)
        guard admission != .accept else { return nil }
        statistics.limitedHandshakes += 1
        return admission
    }

    func open(_ request: SocketIOHandshakeRequest) -> EngineConnection {
        let id = RandomID(using: &random)
        let connection = EngineConnection(id: id, request: request, server: self)
        connections[id] = connection
        statistics.openedSessions += 1
        if let address = request.remoteAddress?.ip { census.opened(address) }
        schedule(connection)
        return connection
    }

    func forget(_ id: RandomID) {
        connections.removeValue(forKey: id)?.discount()
    }

    /// The session counts no more for its network.
    func discount(_ address: IPAddress) {
        census.closed(address)
    }

    func serves(_ path: Substring) -> Bool { webSockets?.serves(path) ?? false }

    func add(_ socket: PlainWebSocket) {
        plainSockets[ObjectIdentifier(socket)] = socket
        statistics.openedSessions += 1
        if let address = socket.remoteAddress?.ip { census.opened(address) }
        schedule(socket)
    }

    func remove(_ socket: PlainWebSocket) {
        plainSockets.removeValue(forKey: ObjectIdentifier(socket))?.exemptFromSessionLimit()
    }

    func countUpgrade() {
        statistics.upgrades += 1
    }

    func count(_ reason: SocketIODisconnectReason) {
        statistics.closedSessions[reason, default: 0] += 1
    }

    /// Makes sure that the owner is called at its next deadline. Cheap when the deadline has only moved away.
    func schedule(_ owner: any DeadlineOwner) {
        guard let deadline = owner.nextDeadline else { return }
        if let scheduled = owner.scheduledDeadline, scheduled <= deadline { return }
        owner.scheduledDeadline = deadline
        deadlines.insert(owner, at: deadline)
        // Closed connections leave entries behind; let them not outnumber the living.
        if deadlines.count > 64 + 4 * (connections.count + plainSockets.count) { deadlines.removeAll { $0.nextDeadline == nil } }
        armTimer()
    }

    private func armTimer() {
        guard let soonest = deadlines.soonest else { return }
        if let timer {
            guard soonest < timer.deadline else { return }
            timer.scheduled.cancel()
        }
        let deadline = NIODeadline.uptimeNanoseconds(UInt64(clamping: soonest.nanoseconds))
        let scheduled = eventLoop.scheduleTask(deadline: deadline) { [weak self] in
            guard let self else { return }
            timer = nil
            handleDeadlines()
        }
        timer = (scheduled, soonest)
    }

    private func handleDeadlines() {
        let now = now
        while let (owner, deadline) = deadlines.popFirst(due: now) {
            // An earlier entry has been inserted since, or taken this one's place.
            guard owner.scheduledDeadline == deadline else { continue }
            owner.scheduledDeadline = nil
            if let next = owner.nextDeadline, next <= now { owner.handleTimeout(now: now) }
            schedule(owner)
        }
        armTimer()
    }
}
