import NIOHTTP1
import SocketIOCore
import Wire

/// One session on the event loop: the two state machines, the transports they speak through, and the socket.
final class EngineConnection: DeadlineOwner, WebSocketOwner {
    let id: RandomID
    private let server: SocketIOServer
    private let handshake: SocketIOSocket.Handshake
    private var engine: EngineIOServerSession
    /// `nil` where Engine.IO is served bare.
    private var socketIO: SocketIOServerSession?
    /// One for each namespace that the client has joined.
    private(set) var sockets: [SocketIOSocket] = []
    private var webSocket: WebSocketHandler?
    private var probe: WebSocketHandler?
    /// Where the waiting GET came from.
    private var waitingPoll: HTTPConnectionHandler?
    private var isDraining = false
    /// Whether it counts for its network.
    private var isCounted = true
    private var messages = RateLimiter()
    var scheduledDeadline: MonotonicTime?

    init(id: RandomID, request: SocketIOHandshakeRequest, server: SocketIOServer) {
        self.id = id
        self.server = server
        let retained = server.configuration.retainedHeaders
        handshake = SocketIOSocket.Handshake(
            remoteAddress: request.remoteAddress,
            isSecure: request.isSecure,
            headers: HTTPConnectionHandler.headers(of: request.head, retaining: retained),
            query: String(request.head.uri.drop { $0 != "?" }.dropFirst())
        )
        let configuration = server.configuration.sessions
        let now = server.now
        let opening = request.opening
        engine = EngineIOServerSession(
            id: id,
            transport: opening.transport,
            revision: opening.revision,
            isBase64: opening.isBase64,
            configuration: configuration,
            now: now
        )
        guard HTTPConnectionHandler.path(of: request.head) == server.configuration.path.map({ $0[...] }) else { return }
        socketIO = SocketIOServerSession(
            revision: opening.revision,
            namespaces: server.configuration.namespaces,
            connectTimeout: configuration.connectTimeout,
            maximumAttachmentBytes: configuration.maxPayload,
            now: now
        )
    }

    var transport: EngineIOServerSession.Transport { engine.transport }

    var kind: SessionKind {
        switch (engine.revision, engine.transport) {
        case (.four, .polling): .polling
        case (.four, .webSocket): .webSocket
        case (.three, .polling): .pollingRevision3
        case (.three, .webSocket): .webSocketRevision3
        }
    }

    /// The GET that opened the session waits for the open packet.
    func start(answering handler: HTTPConnectionHandler) {
        waitingPoll = handler
        start()
    }

    func start(on handler: WebSocketHandler) {
        webSocket = handler
        start()
    }

    private func start() {
        socketIO?.start(random: &server.random)
        drain()
    }

    /// Throws what the GET is refused with; otherwise it will be answered through `handler`.
    func poll(answering handler: HTTPConnectionHandler) throws(EngineIOHTTPError) {
        defer { drain() }
        try engine.pollArrived(now: server.now)
        waitingPoll = handler
    }

    func pollAborted(_ handler: HTTPConnectionHandler) {
        guard waitingPoll === handler else { return }
        waitingPoll = nil
        engine.pollAborted()
        drain()
    }

    func postStarted() throws(EngineIOHTTPError) {
        defer { drain() }
        try engine.postStarted()
    }

    func postAborted() {
        engine.postAborted()
    }

    func postFinished(_ body: EngineIOServerSession.PostBody) throws(EngineIOHTTPError) {
        defer { drain() }
        try engine.postFinished(body, now: server.now)
    }

    /// Whether the WebSocket may be tried; if not, the caller closes it.
    func probeOpened(_ handler: WebSocketHandler) -> Bool {
        guard engine.probeOpened(now: server.now) else { return false }
        probe = handler
        drain()
        return true
    }

    func received(_ message: WebSocketMessageAssembler.Message, from handler: WebSocketHandler) {
        switch message {
        case .text(let text) where handler === webSocket: receive(webSocketText: text)
        case .binary(let bytes) where handler === webSocket: engine.webSocketReceived(binary: bytes, now: server.now)
        case .text(let text) where handler === probe: engine.probeReceived(text: text)
        case .binary where handler === probe: engine.probeReceivedBinary()
        case .text, .binary: return
        }
        drain()
    }

    /// Nearly everything is an event on a WebSocket, and goes to the delegate without a stop on the way.
    private func receive(webSocketText text: String) {
        let now = server.now
        guard !isDraining, socketIO != nil, let content = engine.message(inWebSocketText: text) else {
            return engine.webSocketReceived(text: text, now: now)
        }
        guard countMessage(now: now) else { return engine.end(.tooManyMessages) }
        guard let (event, namespace) = socketIO?.event(inText: content, now: now, random: &server.random) else { return }
        // What the delegate has to say to this client waits until all of it is said.
        isDraining = true
        deliver(event, in: namespace)
        isDraining = false
    }

    private func deliver(_ event: SocketIOEvent, in namespace: String) {
        guard let socket = socket(in: namespace) else { return }
        let reply = event.acknowledgement.map { SocketIOReply(socket: socket, id: $0) }
        server.delegate?.socket(socket, received: event, reply: reply)
    }

    func closed(_ handler: WebSocketHandler) {
        if handler === webSocket {
            webSocket = nil
            engine.webSocketClosed()
        } else if handler === probe {
            probe = nil
            engine.probeClosed()
        }
        drain()
    }

    /// Engine.IO has pings of its own.
    func heard(from handler: WebSocketHandler) {}

    func end(_ reason: SocketIODisconnectReason, from handler: WebSocketHandler) {
        guard handler === webSocket else {
            closed(handler)
            return
        }
        engine.end(reason)
        drain()
    }

    func send(_ event: SocketIOEvent, in namespace: String) {
        // Nearly every event can go past all outputs, which is most of what handing one on costs.
        guard !isDraining, event.attachments.isEmpty, socketIO?.sendsAtOnce(in: namespace) == true,
            sendAtOnce({ event.append(to: &$0, in: namespace) })
        else { return send(event.packet(in: namespace)) }
        webSocket?.flush()
    }

    func send(_ packet: SocketIOPacket) {
        socketIO?.send(packet)
        drain()
    }

    /// A message of bare Engine.IO.
    func send(_ packet: EngineIOPacket) {
        engine.send(packet)
        drain()
    }

    func disconnect() {
        socketIO?.disconnect()
        drain()
    }

    func close(_ reason: SocketIODisconnectReason) {
        // What the sockets have said by now comes before it.
        while let output = socketIO?.pollOutput() { perform(output) }
        engine.close(reason, now: server.now)
        drain()
    }

    var nextDeadline: MonotonicTime? {
        engine.nextDeadline.map { min($0, socketIO?.nextDeadline ?? $0) }
    }

    func handleTimeout(now: MonotonicTime) {
        engine.handleTimeout(now: now)
        socketIO?.handleTimeout(now: now)
        drain()
    }

    /// The delegate is called from here and may send at once: that only adds outputs for the loop that runs already.
    private func drain() {
        guard !isDraining else { return }
        isDraining = true
        while true {
            if let output = socketIO?.pollOutput() {
                perform(output)
            } else if let output = engine.pollOutput() {
                perform(output)
            } else {
                break
            }
        }
        isDraining = false
        webSocket?.flush()
        server.schedule(self)
    }

    private func perform(_ output: SocketIOServerSession.Output) {
        switch output {
        case .send(let packet):
            if packet.attachments.isEmpty, sendAtOnce({ packet.append(to: &$0) }) { return }
            engine.send(.message(packet.text))
            for attachment in packet.attachments { engine.send(.binary(attachment)) }
        case .connected(let namespace, let id, let auth):
            let socket = SocketIOSocket(id: id, namespace: namespace, handshake: handshake, connection: self)
            sockets.append(socket)
            server.delegate?.socketConnected(socket, auth: auth)
        case .event(let event, let namespace): deliver(event, in: namespace)
        case .acknowledged(let namespace, let id, let arguments): socket(in: namespace)?.acknowledged(id, arguments)
        case .disconnected(let namespace):
            if let socket = socket(in: namespace) { left(socket, .clientDisconnect) }
        case .close(.serverDisconnect): engine.close(.serverDisconnect, now: server.now)
        case .close(let reason): engine.end(reason)
        }
    }

    /// Writes a packet past the engine's outputs and without a text of its own, if nothing has to be sent before it.
    private func sendAtOnce(_ append: (inout [UInt8]) -> Void) -> Bool {
        guard engine.sendsAtOnce() else { return false }
        server.scratch.removeAll(keepingCapacity: true)
        server.scratch.append(EngineIOPacket.messageType)
        append(&server.scratch)
        webSocket?.write(text: server.scratch)
        return true
    }

    private func perform(_ output: EngineIOServerSession.Output) {
        switch output {
        case .answerPoll(let payload):
            let handler = waitingPoll
            waitingPoll = nil
            handler?.answerPoll(payload)
        case .sendText(let text): webSocket?.write(text: text)
        case .sendBinary(let bytes): webSocket?.write(binary: bytes)
        case .sendProbe(let text):
            probe?.write(text: text)
            probe?.flush()
        case .closeProbe:
            let handler = probe
            probe = nil
            handler?.close(.closedLocally)
        case .promoteProbe:
            webSocket = probe
            probe = nil
            server.countUpgrade()
        case .closeWebSocket(let reason):
            let handler = webSocket
            webSocket = nil
            handler?.close(reason)
        case .message where !countMessage(now: server.now): engine.end(.tooManyMessages)
        case .message(let text) where socketIO == nil: receiveBare(.text(String(text)))
        case .binary(let bytes) where socketIO == nil: receiveBare(.binary(bytes))
        case .message(let text): socketIO?.receive(text: text, now: server.now, random: &server.random)
        case .binary(let bytes): socketIO?.receive(binary: bytes, now: server.now, random: &server.random)
        case .closed(let reason):
            socketIO?.engineClosed()
            server.count(reason)
            for socket in sockets { left(socket, reason) }
        case .released: server.forget(id)
        }
    }

    /// Whether the session may say one more thing. Attachments belong to the message before them.
    private func countMessage(now: MonotonicTime) -> Bool {
        guard let rate = server.configuration.limits.messages else { return true }
        guard messages.delay(rate, now: now) == nil else { return false }
        messages.count(rate, now: now)
        return true
    }

    /// The session counts no more for its network: it is over, or known to be honest.
    func discount() {
        guard isCounted else { return }
        isCounted = false
        if let address = handshake.remoteAddress?.ip { server.discount(address) }
    }

    private func receiveBare(_ message: WebSocketMessageAssembler.Message) {
        server.delegate?.received(message, from: EngineIOClient(connection: self))
    }

    private func socket(in namespace: String) -> SocketIOSocket? { sockets.first { $0.namespace == namespace } }

    private func left(_ socket: SocketIOSocket, _ reason: SocketIODisconnectReason) {
        sockets.removeAll { $0 === socket }
        socket.disconnected()
        server.delegate?.socketDisconnected(socket, reason: reason)
    }
}
