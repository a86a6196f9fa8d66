import NIOHTTP1
import SocketIOCore
import Wire

/// One session on the event loop: the two state machines, the transports they speak through, and the socket.
final class EngineConnection: DeadlineOwner, WebSocketOwner {
    let id: RandomID
    private let server: SocketIOServer
    private let handshake: SocketIOSocket.Handshake
    private var engine: EngineIOServerSession
    private var socketIO: SocketIOServerSession
    /// Set while the client has joined.
    private(set) var socket: SocketIOSocket?
    private var webSocket: WebSocketHandler?
    private var probe: WebSocketHandler?
    /// Where the waiting GET came from.
    private var waitingPoll: HTTPConnectionHandler?
    private var isDraining = false
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
        engine = EngineIOServerSession(id: id, transport: request.transport, configuration: configuration, now: now)
        socketIO = SocketIOServerSession(
            connectTimeout: configuration.connectTimeout,
            maximumAttachmentBytes: configuration.maxPayload,
            now: now
        )
    }

    var transport: EngineIOServerSession.Transport { engine.transport }

    /// The GET that opened the session waits for the open packet.
    func start(answering handler: HTTPConnectionHandler) {
        waitingPoll = handler
        drain()
    }

    func start(on handler: WebSocketHandler) {
        webSocket = handler
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

    func postFinished(_ body: String?) throws(EngineIOHTTPError) {
        defer { drain() }
        try engine.postFinished(body, now: server.now)
    }

    var canBeUpgraded: Bool { engine.canBeUpgraded }

    /// Whether the WebSocket may be tried; if not, the caller closes it.
    func probeOpened(_ handler: WebSocketHandler) -> Bool {
        guard engine.probeOpened(now: server.now) else { return false }
        probe = handler
        drain()
        return true
    }

    func received(_ message: WebSocketMessageAssembler.Message, from handler: WebSocketHandler) {
        switch message {
        case .text(let text) where handler === webSocket: engine.webSocketReceived(text: text, now: server.now)
        case .binary(let bytes) where handler === webSocket: engine.webSocketReceived(binary: bytes, now: server.now)
        case .text(let text) where handler === probe: engine.probeReceived(text: text)
        case .binary where handler === probe: engine.probeReceivedBinary()
        case .text, .binary: return
        }
        drain()
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

    func send(_ packet: SocketIOPacket) {
        socketIO.send(packet)
        drain()
    }

    func disconnect() {
        socketIO.disconnect()
        drain()
    }

    func close(_ reason: SocketIODisconnectReason) {
        engine.close(reason, now: server.now)
        drain()
    }

    var nextDeadline: MonotonicTime? {
        engine.nextDeadline.map { min($0, socketIO.nextDeadline ?? $0) }
    }

    func handleTimeout(now: MonotonicTime) {
        engine.handleTimeout(now: now)
        socketIO.handleTimeout(now: now)
        drain()
    }

    /// The delegate is called from here and may send at once: that only adds outputs for the loop that runs already.
    private func drain() {
        guard !isDraining else { return }
        isDraining = true
        while true {
            if let output = socketIO.pollOutput() {
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
            engine.send(.message(packet.text))
            for attachment in packet.attachments { engine.send(.binary(attachment)) }
        case .connected(let id, let auth):
            let socket = SocketIOSocket(id: id, handshake: handshake, connection: self)
            self.socket = socket
            server.delegate?.socketConnected(socket, auth: auth)
        case .event(let event):
            guard let socket else { return }
            let reply = event.acknowledgement.map { SocketIOReply(socket: socket, id: $0) }
            server.delegate?.socket(socket, received: event, reply: reply)
        case .acknowledged(let id, let arguments): socket?.acknowledged(id, arguments)
        case .disconnected: socketLeft(.clientDisconnect)
        case .close(.serverDisconnect): engine.close(.serverDisconnect, now: server.now)
        case .close(let reason): engine.end(reason)
        }
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
        case .message(let text): socketIO.receive(text: text, now: server.now, random: &server.random)
        case .binary(let bytes): socketIO.receive(binary: bytes, now: server.now, random: &server.random)
        case .closed(let reason):
            socketIO.engineClosed()
            server.count(reason)
            socketLeft(reason)
        case .released: server.forget(id)
        }
    }

    private func socketLeft(_ reason: SocketIODisconnectReason) {
        guard let socket else { return }
        self.socket = nil
        socket.disconnected()
        server.delegate?.socketDisconnected(socket, reason: reason)
    }
}
