package import Wire

/// One Engine.IO session as the server sees it: handshake, heartbeat, polling, WebSocket, the upgrade from one to the
/// other, and the end. Clients of revision 3 (Socket.IO 2.x) frame polling differently, and ping where we do otherwise.
///
/// Told of what arrives and of the time; after each call the owner drains `pollOutput()`. At most one GET waits for
/// an answer and one WebSocket is being tried at any moment, so outputs need not say which they mean.
package struct EngineIOServerSession: Sendable {
    package enum Transport: Sendable {
        case polling
        case webSocket
    }

    /// What came in a POST.
    package enum PostBody: Sendable, Equatable {
        case text(String)
        /// Declared to be bytes, which revision 4 has no use for.
        case binary([UInt8])
        /// Neither that nor UTF-8.
        case invalid
    }

    package enum Output: Sendable, Equatable {
        /// Answer the waiting GET with 200 and this payload.
        case answerPoll(String)
        /// Send on the session's WebSocket.
        case sendText(String)
        case sendBinary([UInt8])
        /// Send on the WebSocket being tried.
        case sendProbe(String)
        /// Close the WebSocket being tried.
        case closeProbe
        /// The WebSocket being tried is the session's from now on.
        case promoteProbe
        case closeWebSocket(SocketIODisconnectReason)
        case message(Substring)
        case binary([UInt8])
        /// The session has ended; nothing more will be received.
        case closed(SocketIODisconnectReason)
        /// Forget the session: its id is unknown from now on. Always the last output.
        case released
    }

    enum Phase: Sendable {
        case open
        /// Ended, but a polling client may still fetch what is queued.
        case closing(until: MonotonicTime)
        case released
    }

    enum Heartbeat: Sendable {
        case ping(at: MonotonicTime)
        case pong(by: MonotonicTime)
        /// Revision 3: the client's ping is due.
        case expectPing(by: MonotonicTime)

        var deadline: MonotonicTime {
            switch self {
            case .ping(let deadline), .pong(let deadline), .expectPing(let deadline): deadline
            }
        }
    }

    enum Probe: Sendable {
        /// Connected, or told `3probe`; must be done by then.
        case connected(until: MonotonicTime)
        case confirmed(until: MonotonicTime)

        var deadline: MonotonicTime {
            switch self {
            case .connected(let deadline), .confirmed(let deadline): deadline
            }
        }
    }

    let configuration: EngineIOServerConfiguration
    package let revision: EngineIORevision
    /// The client cannot take bytes: they go to it as text, on WebSocket too.
    let isBase64: Bool
    package internal(set) var transport: Transport
    var phase = Phase.open { didSet { phaseChanged() } }
    var heartbeat: Heartbeat { didSet { nextDeadline = soonestDeadline } }
    var probe: Probe? { didSet { nextDeadline = soonestDeadline } }
    // Asked with each message: stored, because a struct that a class stores is copied as a whole to compute something of it.
    package private(set) var isOpen = true
    package private(set) var nextDeadline: MonotonicTime?
    var isPollWaiting = false
    var isPostRunning = false
    /// What waits for the next GET.
    var queue: [EngineIOPacket] = []
    var queuedBytes = 0
    private var outputs = OutputQueue<Output>()

    /// Opens a session; the open packet is its first output. On polling it answers the GET that asked for the session.
    package init(
        id: RandomID,
        transport: Transport,
        revision: EngineIORevision = .four,
        isBase64: Bool = false,
        configuration: EngineIOServerConfiguration,
        now: MonotonicTime
    ) {
        self.configuration = configuration
        self.transport = transport
        self.revision = revision
        self.isBase64 = isBase64
        heartbeat =
            switch revision {
            case .three: .expectPing(by: now + configuration.pingInterval + configuration.pingTimeout)
            case .four: .ping(at: now + configuration.pingInterval)
            }
        nextDeadline = soonestDeadline
        let handshake = EngineIOHandshake(
            sid: Redacted(id.description),
            upgrades: transport == .polling ? ["websocket"] : [],
            pingInterval: configuration.pingInterval,
            pingTimeout: configuration.pingTimeout,
            maxPayload: revision == .three ? nil : configuration.maxPayload
        )
        let packet = EngineIOPacket.open(handshake.text)
        output(
            transport == .polling
                ? .answerPoll(EngineIOPayload.text(of: [packet], revision: revision)) : .sendText(packet.text)
        )
    }

    package mutating func pollOutput() -> Output? { outputs.popFirst() }

    mutating func output(_ output: Output) { outputs.append(output) }

    /// Whether a message can go to the WebSocket by itself: nothing is put out that comes before it. Changes nothing.
    package mutating func sendsAtOnce() -> Bool { isOpen && transport == .webSocket && outputs.isEmpty }

    private mutating func phaseChanged() {
        isOpen = if case .open = phase { true } else { false }
        nextDeadline = soonestDeadline
    }

    private var soonestDeadline: MonotonicTime? {
        switch phase {
        case .open: soonest(heartbeat.deadline, probe?.deadline)
        case .closing(let deadline): deadline
        case .released: nil
        }
    }

    package mutating func handleTimeout(now: MonotonicTime) {
        if let probe, probe.deadline <= now { dropProbe() }
        switch phase {
        case .open:
            guard heartbeat.deadline <= now else { return }
            switch heartbeat {
            case .ping(let due):
                // A timer that is late takes nothing from the client unless it was so late that little would be left.
                heartbeat = .pong(by: max(due + configuration.pingTimeout, now + configuration.pingTimeout / 2))
                send(.ping(""))
            case .pong, .expectPing: end(.pingTimeout)
            }
        case .closing(let deadline) where deadline <= now: release()
        case .closing, .released: break
        }
    }

    /// Sends a message or an attachment over whichever transport the session is on.
    package mutating func send(_ packet: EngineIOPacket) {
        guard isOpen else { return }
        guard transport == .polling else {
            transmit(packet)
            return
        }
        enqueue(packet)
        if queuedBytes > configuration.maximumQueuedBytes {
            end(.overflow)
        } else {
            answerPollIfPossible()
        }
    }

    /// Ends the session without a word at Socket.IO's level, so that stock clients come back: what a server does before
    /// it stops, and after `41`. A polling client that is not asking right now gets what is queued with its next GET.
    package mutating func close(_ reason: SocketIODisconnectReason, now: MonotonicTime) {
        guard isOpen else { return }
        guard transport == .polling, !isPollWaiting else {
            end(reason)
            return
        }
        dropProbe()
        enqueue(.close)
        output(.closed(reason))
        phase = .closing(until: now + configuration.closeTimeout)
    }

    /// Ends the session at once: the other end is gone, or not worth waiting for.
    package mutating func end(_ reason: SocketIODisconnectReason, lastPacket: EngineIOPacket = .close) {
        guard isOpen else { return }
        dropProbe()
        output(.closed(reason))
        if transport == .webSocket {
            output(.closeWebSocket(reason))
        } else if isPollWaiting {
            enqueue(lastPacket)
            answerPollIfPossible()
        }
        release()
    }

    /// The packet types that arrive on either transport.
    mutating func receive(_ packet: EngineIOPacket, now: MonotonicTime) {
        guard isOpen else { return }
        switch packet {
        // Only the server pings in revision 4, and only the client in revision 3.
        case .pong where revision == .four:
            if case .pong = heartbeat { heartbeat = .ping(at: now + configuration.pingInterval) }
        case .ping(let content) where revision == .three:
            heartbeat = .expectPing(by: now + configuration.pingInterval + configuration.pingTimeout)
            send(.pong(content))
        case .ping, .pong: end(.protocolViolation)
        case .message(let text): output(.message(text[...]))
        case .binary(let bytes): output(.binary(bytes))
        case .close: end(.transportClosed, lastPacket: .noop)
        case .open, .upgrade, .noop: break
        }
    }

    mutating func release() {
        if case .released = phase { return }
        phase = .released
        queue = []
        output(.released)
    }
}
