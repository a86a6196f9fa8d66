import JSON
import NIOCore
import SocketIOCore
import Wire

/// Whom a connection tells how it fares, on the event loop.
protocol ClientConnectionDelegate: AnyObject {
    func connectionJoined(_ connection: ClientConnection, id: String?)
    func connection(_ connection: ClientConnection, received event: SocketIOEvent)
    /// Told once, and last.
    func connectionEnded(_ connection: ClientConnection, _ failure: SocketIOClientFailure)
}

/// One attempt at one server and, if it succeeds, the connection: WebSocket, or polling if that is refused.
final class ClientConnection: ClientTransportDelegate, KeptConnection {
    typealias Answer = (Result<[JSONValue], SocketIOAcknowledgementError>) -> Void

    private struct PendingAnswer {
        var answer: Answer
        var timeout: Scheduled<Void>?
    }

    private let eventLoop: any EventLoop
    private let configuration: SocketIOClientConfiguration
    private let connector: ClientConnector
    private let target: RequestTarget
    private var session: SocketIOClientSession
    private var transport: (any ClientTransport)?
    weak var delegate: (any ClientConnectionDelegate)?
    private var pendingAnswers: [UInt64: PendingAnswer] = [:]
    private var timer: (scheduled: Scheduled<Void>, deadline: MonotonicTime)?
    private var rejection: String?
    private var isEnded = false
    private var isDraining = false
    /// How the server answered the polling handshake, if it refused it.
    private(set) var refusedStatus: Int?

    init(
        eventLoop: any EventLoop,
        url: SocketIOURL,
        revision: EngineIORevision,
        configuration: SocketIOClientConfiguration,
        trust: SocketIOTrust
    ) {
        self.eventLoop = eventLoop
        self.configuration = configuration
        connector = ClientConnector(eventLoop: eventLoop, url: url, trust: trust, timeout: configuration.connectTimeout)
        target = RequestTarget(url: url, headers: configuration.headers, revision: revision)
        session = ClientConnection.makeSession(configuration, revision, eventLoop.monotonicNow)
    }

    private static func makeSession(
        _ configuration: SocketIOClientConfiguration,
        _ revision: EngineIORevision,
        _ now: MonotonicTime
    ) -> SocketIOClientSession {
        var settings = SocketIOClientSession.Configuration()
        settings.auth = configuration.auth
        settings.maximumAttachmentBytes = configuration.maximumMessageBytes
        // The transport has deadlines of its own, and comes first.
        settings.connectTimeout = configuration.connectTimeout * 2 + configuration.joinTimeout
        var session = SocketIOClientSession(configuration: settings, now: now)
        session.recognise(revision)
        return session
    }

    var url: SocketIOURL { connector.url }
    var isJoined: Bool { session.isConnected }
    var presentedPin: CertificatePin? { connector.presentedPin }

    func start() {
        let transport = WebSocketTransport(
            connector: connector,
            target: target,
            maximumMessageBytes: configuration.maximumMessageBytes,
            upgradeTimeout: configuration.connectTimeout
        )
        transport.delegate = self
        transport.prefixesBinary = target.revision == .three
        self.transport = transport
        armTimer()
        transport.open()
    }

    private func fallBackToPolling() {
        session = ClientConnection.makeSession(configuration, target.revision, eventLoop.monotonicNow)
        let transport = PollingTransport(
            connector: connector,
            target: target,
            maximumMessageBytes: configuration.maximumMessageBytes
        )
        transport.delegate = self
        self.transport = transport
        armTimer()
        transport.open()
    }

    /// `false` if the namespace is not joined: nothing was sent, and `answer` will not be called.
    func emit(_ event: SocketIOEvent, timeout: Duration?, answer: Answer?) -> Bool {
        guard session.isConnected else { return false }
        var event = event
        if let answer {
            let id = session.makeAcknowledgementID()
            event.acknowledgement = id
            let bound = NIOLoopBound(self, eventLoop: eventLoop)
            let scheduled = timeout.map { timeout in
                eventLoop.scheduleTask(in: .nanoseconds(timeout.nanoseconds)) { bound.value.timeOut(id) }
            }
            pendingAnswers[id] = PendingAnswer(answer: answer, timeout: scheduled)
        }
        _ = session.emit(event)
        drain()
        return true
    }

    private func timeOut(_ id: UInt64) {
        pendingAnswers.removeValue(forKey: id)?.answer(.failure(.timedOut))
    }

    func acknowledge(_ id: UInt64, _ arguments: [JSONValue]) {
        session.acknowledge(id, arguments)
        drain()
    }

    /// Leaves without telling the delegate; succeeds when nothing is left open.
    func disconnect() -> EventLoopFuture<Void> {
        delegate = nil
        session.disconnect()
        drain()
        return transport?.close() ?? eventLoop.makeSucceededVoidFuture()
    }

    func transport(_ transport: any ClientTransport, received packet: EngineIOPacket) {
        guard transport === self.transport else { return }
        let wasOpen = session.handshake != nil
        session.receive(packet, now: eventLoop.monotonicNow)
        if !wasOpen, let handshake = session.handshake { (transport as? PollingTransport)?.opened(handshake) }
        drain()
    }

    func transportReadComplete(_ transport: any ClientTransport) {
        transport.flush()
    }

    func transport(_ transport: any ClientTransport, recognised revision: EngineIORevision) {
        session.recognise(revision)
    }

    func transport(_ transport: any ClientTransport, failed failure: ClientTransportFailure) {
        guard transport === self.transport else { return }
        let isWebSocket = transport is WebSocketTransport
        switch failure {
        case .connect(let failure): end(failure)
        case .refused where isWebSocket: fallBackToPolling()
        // A proxy that lets the upgrade through and then nothing more is as good as a refusal.
        case .closed where isWebSocket && session.handshake == nil: fallBackToPolling()
        case .refused(let status):
            refusedStatus = status
            end(.refused(status: status))
        case .closed(let reason):
            session.transportClosed(reason)
            drain()
        }
    }

    private func drain() {
        guard !isDraining else { return }
        isDraining = true
        while let output = session.pollOutput() { perform(output) }
        isDraining = false
        transport?.flush()
        armTimer()
    }

    private func perform(_ output: SocketIOClientSession.Output) {
        switch output {
        case .send(let packet): transport?.send(packet)
        case .connected(let id):
            (transport as? WebSocketTransport)?.prefixesBinary = session.revision == .three
            delegate?.connectionJoined(self, id: id)
        case .event(let event): delegate?.connection(self, received: event)
        case .acknowledged(let id, let arguments):
            let pending = pendingAnswers.removeValue(forKey: id)
            pending?.timeout?.cancel()
            pending?.answer(.success(arguments))
        case .refused(let message, _): rejection = message
        case .closed(let reason): end(rejection.map { .rejected(message: $0) } ?? .ended(reason))
        }
    }

    private func end(_ failure: SocketIOClientFailure) {
        guard !isEnded else { return }
        isEnded = true
        timer?.scheduled.cancel()
        timer = nil
        transport?.flush()
        _ = transport?.close()
        let unanswered = pendingAnswers
        pendingAnswers = [:]
        for (_, pending) in unanswered.sorted(by: { $0.key < $1.key }) {
            pending.timeout?.cancel()
            pending.answer(.failure(.disconnected))
        }
        delegate?.connectionEnded(self, failure)
    }

    private func armTimer() {
        guard !isEnded, let deadline = session.nextDeadline else {
            timer?.scheduled.cancel()
            timer = nil
            return
        }
        if let timer {
            // A deadline that has only moved away is looked at when the timer fires.
            guard deadline < timer.deadline else { return }
            timer.scheduled.cancel()
        }
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        let time = NIODeadline.uptimeNanoseconds(UInt64(clamping: deadline.nanoseconds))
        let scheduled = eventLoop.scheduleTask(deadline: time) { bound.value.timerFired() }
        timer = (scheduled, deadline)
    }

    private func timerFired() {
        timer = nil
        session.handleTimeout(now: eventLoop.monotonicNow)
        drain()
    }
}

extension EventLoop {
    var monotonicNow: MonotonicTime { MonotonicTime(nanoseconds: Int64(clamping: now.uptimeNanoseconds)) }
}
