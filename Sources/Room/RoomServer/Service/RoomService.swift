import Dialects
import Glibc
import JSON
import Logging
import NIOCore
import SocketIOCore
import SocketIOServer
import Wire

/// Drives the rooms: what clients say goes in, what the rooms want said goes out, and time passes.
///
/// Everything happens on the server's event loop.
final class RoomService: SocketIOServerDelegate {
    private let eventLoop: any EventLoop
    private let pages: PageResponder
    private let origins: AllowedOrigins
    private let logger: Logger
    private let socketIOSystems: [SignalingSystem]
    /// By path.
    private let webSocketSystems: [String: SignalingSystem]
    private(set) var rooms: Rooms
    private var random = SystemRandomNumberGenerator()
    private var clients: [ConnectionID: RoomClient] = [:]
    private var lastConnection: UInt64 = 0
    private var lastReply = 0
    /// `nil` for a server that is alone.
    private var shared: RedisDirectory?
    /// When an offer, an answer or a candidate was last handed over.
    private var lastNegotiation: MonotonicTime?
    private(set) var joinTimes = LatencyHistogram()
    private(set) var answerTimes = LatencyHistogram()
    /// Whom the rooms want to be rid of, once all has been said.
    private var closing: [ConnectionID] = []
    private var timer: (scheduled: Scheduled<Void>, deadline: MonotonicTime)?

    init(
        eventLoop: any EventLoop,
        systems: [ServedSystem],
        rooms: Rooms,
        pages: PageResponder,
        origins: AllowedOrigins,
        logger: Logger
    ) {
        self.origins = origins
        self.eventLoop = eventLoop
        self.rooms = rooms
        self.pages = pages
        self.logger = logger
        socketIOSystems = systems.map(\.system).filter { $0.transport == .socketIO }
        let byPath = systems.flatMap { served in served.paths.map { ($0, served.system) } }
        webSocketSystems = Dictionary(byPath) { first, _ in first }
    }

    private var now: MonotonicTime { MonotonicTime(nanoseconds: Int64(clamping: eventLoop.now.uptimeNanoseconds)) }

    func setSenderURL(_ url: String) {
        rooms.configuration.senderURL = url
        if var directory = rooms.directory as? SharedDirectory {
            directory.configuration.notice.url = url
            rooms.directory = directory
        }
        pages.senderURL = url
    }

    func admit(_ request: SocketIOHandshakeRequest) -> SocketIOAdmission {
        let isAllowed = pages.isAllowed(isSecure: request.isSecure, from: request.remoteAddress)
        return isAllowed && origins.allow(request) ? .accept : .forbid
    }

    func socketConnected(_ socket: SocketIOSocket, auth: JSONValue?) {
        let client = RoomClient(id: nextConnection(), socket: socket, systems: socketIOSystems)
        socket.userInfo = client
        connected(client, from: socket.remoteAddress, query: socket.handshake.query)
    }

    func socket(_ socket: SocketIOSocket, received event: SocketIOEvent, reply: SocketIOReply?) {
        guard let client = socket.userInfo as? RoomClient else { return }
        receive(.event(SocketIOMessage(event: event.name, arguments: event.arguments)), from: client, reply: reply)
    }

    func socketDisconnected(_ socket: SocketIOSocket, reason: SocketIODisconnectReason) {
        guard let client = socket.userInfo as? RoomClient else { return }
        socket.userInfo = nil
        disconnected(client)
    }

    private func nextConnection() -> ConnectionID {
        lastConnection += 1
        return ConnectionID(lastConnection)
    }

    private func connected(_ client: RoomClient, from address: TransportAddress?, query: String) {
        clients[client.id] = client
        rooms.connected(client.id, from: address?.ip ?? .v4(0x7F00_0001))
        let now = now
        perform(client.opened(query: query), for: client, now: now)
        flush(now)
    }

    private func receive(_ message: WireMessage, from client: RoomClient, reply: SocketIOReply?) {
        do throws(DialectError) {
            let outputs = try client.receive(message)
            let number = client.acknowledges(message) ? remember(reply, of: client) : nil
            let now = now
            perform(outputs, for: client, acknowledgement: number, now: now)
            flush(now)
            // Whoever waits for an answer that the rooms do not give is told that its message arrived.
            if number == nil { reply?([]) }
        } catch {
            logger.debug("message not understood", metadata: ["reason": "\(error)", "client": "\(client.id.number)"])
            let number = client.acknowledges(message) ? remember(reply, of: client) : nil
            rooms.receiveMalformed(client.purpose(of: message), from: client.id, acknowledgement: number)
            flush()
            if number == nil { reply?([]) }
        }
    }

    /// Who came, for the log: connections by number, nothing that opens a room.
    private func note(_ reply: RoomReply, for client: RoomClient) {
        switch reply {
        case .registered:
            logger.info("a TV has its code", metadata: ["client": "\(client.id.number)"])
            client.part = "TV"
        case .connected(_, let tvName, _, _):
            var metadata: Logger.Metadata = ["client": "\(client.id.number)"]
            metadata["tv"] = tvName.map { "\($0)" }
            logger.info("a sender is in a room", metadata: metadata)
            client.part = "sender"
        case .registrationRefused(let refusal), .connectionRefused(let refusal):
            let reason = refusal.code.rawValue
            logger.debug("a client was refused", metadata: ["client": "\(client.id.number)", "reason": "\(reason)"])
        default: break
        }
    }

    /// How long a sender has waited.
    private func clock(_ reply: RoomReply, for client: RoomClient, now: MonotonicTime) {
        guard let join = client.join else { return }
        switch reply {
        case .connected where !join.isAnswered:
            client.join?.isAnswered = true
            joinTimes.add(now - join.since)
        case .connectionRefused:
            if !join.isAnswered { joinTimes.add(now - join.since) }
            client.join = nil
        case .answer, .tvOffer:
            answerTimes.add(now - join.since)
            client.join = nil
        // A person decides.
        case .waitingForDecision: client.join = nil
        default: break
        }
    }

    private func disconnected(_ client: RoomClient) {
        if let part = client.part {
            logger.info("a client's connection has ended", metadata: ["client": "\(client.id.number)", "part": "\(part)"])
        }
        clients[client.id] = nil
        rooms.disconnected(client.id, now: now)
        flush()
    }

    /// What the rooms say to the last request is left to the caller, who says what is left in any case.
    private func perform(
        _ outputs: consuming [RoomDialectOutput],
        for client: RoomClient,
        acknowledgement: Int? = nil,
        now: MonotonicTime
    ) {
        while !outputs.isEmpty {
            switch outputs.removeFirst() {
            case .say(let message): client.send(message)
            case .request(let request):
                if case .connect = request { client.join = RoomClient.Join(since: now) }
                rooms.unixTime = Int64(time(nil))
                rooms.receive(request, from: client.id, acknowledgement: acknowledgement, now: now, random: &random)
                // What the rooms say to this request comes before what else there is to say.
                if !outputs.isEmpty { flushOutputs(now) }
            case .close: client.close()
            }
        }
    }

    private func remember(_ reply: SocketIOReply?, of client: RoomClient) -> Int? {
        guard let reply else { return nil }
        lastReply &+= 1
        client.replies[lastReply] = reply
        return lastReply
    }

    private func flush() { flush(now) }

    private func flush(_ now: MonotonicTime) {
        flushOutputs(now)
        armTimer()
        // Closing says what is left and comes back here.
        let closing = self.closing
        self.closing = []
        for id in closing { clients[id]?.drop() }
    }

    private func flushOutputs(_ now: MonotonicTime) {
        rooms.handleDirectory(now: now, random: &random)
        while let output = rooms.pollOutput() {
            switch output {
            case .send(let reply, let id):
                guard let client = clients[id] else { continue }
                // TVs stay, and many of them share a building's address.
                if case .registered = reply { client.exemptFromSessionLimit() }
                note(reply, for: client)
                clock(reply, for: client, now: now)
                if reply.isNegotiation { lastNegotiation = now }
                perform(client.reply(reply), for: client, now: now)
            case .acknowledge(let number, let reply, let id):
                guard let client = clients[id], let answer = client.replies.removeValue(forKey: number) else { continue }
                for case .say(.event(let message)) in client.reply(reply) { answer(message.arguments) }
            case .close(let id): closing.append(id)
            }
        }
        guard let shared else { return }
        while let command = rooms.directory.pollCommand() { shared.perform(command) }
    }

    /// What the store that servers share says.
    private func receive(_ input: DirectoryInput) {
        rooms.unixTime = Int64(time(nil))
        let strangers = rooms.directory.statistics?.strangers ?? 0
        rooms.directory.receive(input, now: now)
        if let now = rooms.directory.statistics?.strangers, now > strangers {
            logger.error(
                "\(now) of the other room servers have another server key: give all of them the same, or TVs get new codes"
            )
        }
        flush()
    }

    /// From now on this server's codes are known to others.
    func share(by shared: RedisDirectory) {
        self.shared = shared
        shared.onInput = { [weak self] in self?.receive($0) }
        shared.start()
    }

    /// Tells the other servers that this one goes; succeeds when they can know.
    func leaveOthers() -> EventLoopFuture<Void> {
        guard let shared else { return eventLoop.makeSucceededVoidFuture() }
        receive(.goodbye)
        return shared.stop()
    }

    /// Asked where they lie: as a value the rooms would be copied to be asked.
    private static func nextDeadline(of rooms: inout Rooms) -> MonotonicTime? { rooms.nextDeadline }

    private func armTimer() {
        guard let deadline = Self.nextDeadline(of: &rooms) else { return }
        if let timer {
            guard deadline < timer.deadline else { return }
            timer.scheduled.cancel()
        }
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        let scheduled = eventLoop.scheduleTask(deadline: .uptimeNanoseconds(UInt64(clamping: deadline.nanoseconds))) {
            bound.value.handleTimeout()
        }
        timer = (scheduled, deadline)
    }

    private func handleTimeout() {
        timer = nil
        rooms.unixTime = Int64(time(nil))
        rooms.handleTimeout(now: now)
        flush()
    }

    /// Does something to the rooms that no client asked for, and says what they want said.
    func operate<Result>(_ body: (inout Rooms, MonotonicTime, inout SystemRandomNumberGenerator) -> Result) -> Result {
        rooms.unixTime = Int64(time(nil))
        let result = body(&rooms, now, &random)
        flush()
        return result
    }

    /// Whether no offer, answer or candidate has been handed over for as long.
    func isQuiet(for duration: Duration) -> Bool {
        lastNegotiation.map { now - $0 >= duration } ?? true
    }

    func stop() {
        timer?.scheduled.cancel()
        timer = nil
    }
}

extension RoomService: WebSocketDelegate {
    func serves(_ path: Substring) -> Bool { webSocketSystems[String(path)] != nil }

    func webSocketOpened(_ socket: PlainWebSocket) {
        guard let system = webSocketSystems[socket.path] else { return socket.close() }
        let client = RoomClient(id: nextConnection(), socket: socket, system: system)
        socket.userInfo = client
        connected(client, from: socket.remoteAddress, query: socket.query)
    }

    func webSocket(_ socket: PlainWebSocket, received text: String) {
        guard let client = socket.userInfo as? RoomClient else { return }
        receive(.text(text), from: client, reply: nil)
    }

    func webSocketClosed(_ socket: PlainWebSocket) {
        guard let client = socket.userInfo as? RoomClient else { return }
        socket.userInfo = nil
        disconnected(client)
    }
}
