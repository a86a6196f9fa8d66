package import JSON
package import Wire

/// One Socket.IO connection as the client sees it, from the open packet to the end, on either transport.
///
/// Told of what arrives and of the time; after each call the owner drains `pollOutput()`. Servers of Socket.IO 2.x
/// (Engine.IO 3) are recognised by what they do: they join the client to `/` unasked, and expect it to ping.
package struct SocketIOClientSession: Sendable {
    package struct Configuration: Sendable {
        /// From the start to the answer to our CONNECT.
        package var connectTimeout: Duration = .seconds(20)
        /// What the CONNECT carries, if anything: an object.
        package var auth: JSONValue?
        /// How long a server that might be of revision 3 gets to join us unasked.
        package var legacyGrace: Duration = .milliseconds(500)
        /// Events that may come before the answer to CONNECT: those a server hands over after a recovery.
        package var maximumEarlyEvents = 256
        package var maximumAttachmentBytes = 1_000_000

        package init() {}
    }

    package enum Output: Sendable, Equatable {
        case send(EngineIOPacket)
        /// We have joined; `id` is the socket's, which a server of revision 3 does not tell.
        case connected(id: String?)
        case event(SocketIOEvent)
        case acknowledged(id: UInt64, arguments: [JSONValue])
        /// The server refused the namespace; `closed(.refused)` follows.
        case refused(message: String, data: JSONValue?)
        /// Always the last output.
        case closed(SocketIODisconnectReason)
    }

    enum Phase: Sendable {
        case opening
        /// Opened by a server whose revision is in doubt.
        case undecided(until: MonotonicTime)
        case joining
        case joined
        case closed
    }

    enum Heartbeat: Sendable {
        /// Revision 4: the server's next ping is due.
        case expectPing(by: MonotonicTime)
        /// Revision 3: ours is due.
        case ping(at: MonotonicTime)
        case expectPong(by: MonotonicTime)

        var deadline: MonotonicTime {
            switch self {
            case .expectPing(let deadline), .ping(let deadline), .expectPong(let deadline): deadline
            }
        }
    }

    private let configuration: Configuration
    private var connectDeadline: MonotonicTime
    var phase = Phase.opening
    /// The server's, once it is known; 4 until then.
    package private(set) var revision: EngineIORevision
    package private(set) var handshake: EngineIOHandshake?
    var heartbeat: Heartbeat?
    private var decoder: SocketIODecoder
    private var earlyEvents: [SocketIOEvent] = []
    private var nextAcknowledgement: UInt64 = 0
    private var outputs = OutputQueue<Output>()

    package init(configuration: Configuration, now: MonotonicTime) {
        self.configuration = configuration
        revision = .four
        connectDeadline = now + configuration.connectTimeout
        decoder = SocketIODecoder(maximumAttachmentBytes: configuration.maximumAttachmentBytes)
    }

    /// Before the open packet: the framing of a polling response, or our own question, has given the revision away.
    package mutating func recognise(_ revision: EngineIORevision) {
        if case .opening = phase { self.revision = revision }
    }

    package mutating func pollOutput() -> Output? { outputs.popFirst() }

    package var isConnected: Bool {
        if case .joined = phase { true } else { false }
    }

    package var isClosed: Bool {
        if case .closed = phase { true } else { false }
    }

    package var nextDeadline: MonotonicTime? {
        switch phase {
        case .opening, .joining: soonest(connectDeadline, heartbeat?.deadline)
        case .undecided(let deadline): soonest(deadline, soonest(connectDeadline, heartbeat?.deadline))
        case .joined: heartbeat?.deadline
        case .closed: nil
        }
    }

    package mutating func handleTimeout(now: MonotonicTime) {
        if case .undecided(let deadline) = phase, deadline <= now { join() }
        switch phase {
        case .closed: return
        case .joined: break
        case .opening, .undecided, .joining:
            if connectDeadline <= now {
                close(.connectTimeout)
                return
            }
        }
        guard let heartbeat, heartbeat.deadline <= now, let handshake else { return }
        switch heartbeat {
        case .expectPing, .expectPong: close(.pingTimeout)
        case .ping:
            self.heartbeat = .expectPong(by: now + handshake.pingTimeout)
            outputs.append(.send(.ping("")))
        }
    }

    /// Emits an event. Unless we have joined, nothing is sent and `false` comes back: what was to be said while the
    /// connection was down is stale when it is up again.
    package mutating func emit(_ event: SocketIOEvent) -> Bool {
        guard isConnected else { return false }
        send(event.packet())
        return true
    }

    /// A fresh id for an event whose answer is wanted.
    package mutating func makeAcknowledgementID() -> UInt64 {
        defer { nextAcknowledgement += 1 }
        return nextAcknowledgement
    }

    /// Answers an event of the server's.
    package mutating func acknowledge(_ id: UInt64, _ arguments: [JSONValue]) {
        guard isConnected else { return }
        send(SocketIOPacket(.acknowledgement, acknowledgement: id, data: .array(arguments)))
    }

    /// Leaves politely: `41`, then Engine.IO's close.
    package mutating func disconnect() {
        if isConnected { send(SocketIOPacket(.disconnect)) }
        close(.closedLocally)
    }

    /// The transport is gone.
    package mutating func transportClosed(_ reason: SocketIODisconnectReason = .transportClosed) {
        end(reason)
    }

    package mutating func receive(_ packet: EngineIOPacket, now: MonotonicTime) {
        guard !isClosed else { return }
        switch packet {
        case .open(let text): open(text, now: now)
        case .close: end(.transportClosed)
        case .ping(let content):
            outputs.append(.send(.pong(content)))
            if let handshake, revision == .four {
                heartbeat = .expectPing(by: now + handshake.pingInterval + handshake.pingTimeout)
            }
        case .pong:
            if case .expectPong = heartbeat, let handshake { heartbeat = .ping(at: now + handshake.pingInterval) }
        case .message(let text): decode(now: now) { decoder throws(SocketIOError) in try decoder.receive(text: text) }
        case .binary(let bytes): decode(now: now) { decoder throws(SocketIOError) in try decoder.receive(binary: bytes) }
        case .upgrade, .noop: break
        }
    }

    private mutating func decode(
        now: MonotonicTime,
        _ step: (inout SocketIODecoder) throws(SocketIOError) -> SocketIOPacket?
    ) {
        if case .opening = phase {
            close(.protocolViolation)
            return
        }
        do {
            if let packet = try step(&decoder) { receive(packet, now: now) }
        } catch {
            close(.protocolViolation)
        }
    }

    private mutating func open(_ text: String, now: MonotonicTime) {
        guard case .opening = phase, let handshake = try? EngineIOHandshake(parsing: text) else {
            close(.protocolViolation)
            return
        }
        self.handshake = handshake
        if revision == .three {
            phase = .joining
            heartbeat = .ping(at: now + handshake.pingInterval)
            return
        }
        heartbeat = .expectPing(by: now + handshake.pingInterval + handshake.pingTimeout)
        if handshake.maxPayload == nil {
            phase = .undecided(until: now + configuration.legacyGrace)
        } else {
            join()
        }
    }

    private mutating func join() {
        phase = .joining
        send(SocketIOPacket(.connect, data: configuration.auth))
    }

    private mutating func receive(_ packet: SocketIOPacket, now: MonotonicTime) {
        guard packet.namespace == SocketIOPacket.root else { return }
        switch packet.kind {
        case .connect: joined(packet, now: now)
        case .disconnect: close(.serverDisconnect)
        case .event, .binaryEvent:
            guard let event = SocketIOEvent(packet) else { return }
            if isConnected {
                outputs.append(.event(event))
            } else if earlyEvents.count < configuration.maximumEarlyEvents {
                earlyEvents.append(event)
            } else {
                close(.protocolViolation)
            }
        case .acknowledgement, .binaryAcknowledgement:
            guard let id = packet.acknowledgement, let arguments = packet.data?.array else { return }
            outputs.append(.acknowledged(id: id, arguments: arguments))
        case .connectError:
            let message = packet.data?.string ?? packet.data?["message"]?.string ?? "no reason given"
            outputs.append(.refused(message: message, data: packet.data?["data"]))
            close(.refused)
        }
    }

    private mutating func joined(_ packet: SocketIOPacket, now: MonotonicTime) {
        switch phase {
        case .opening, .joined, .closed: return
        case .undecided, .joining: break
        }
        let id = packet.data?["sid"]?.string
        // Protocol 5 always names the socket, protocol 4 never does.
        if id == nil, let handshake, revision == .four {
            revision = .three
            heartbeat = .ping(at: now + handshake.pingInterval)
        }
        phase = .joined
        outputs.append(.connected(id: id))
        for event in earlyEvents { outputs.append(.event(event)) }
        earlyEvents = []
    }

    private mutating func send(_ packet: SocketIOPacket) {
        for packet in packet.enginePackets { outputs.append(.send(packet)) }
    }

    private mutating func close(_ reason: SocketIODisconnectReason) {
        guard !isClosed else { return }
        outputs.append(.send(.close))
        end(reason)
    }

    private mutating func end(_ reason: SocketIODisconnectReason) {
        guard !isClosed else { return }
        phase = .closed
        outputs.append(.closed(reason))
    }
}
