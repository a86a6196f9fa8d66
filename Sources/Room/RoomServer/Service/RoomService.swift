import Dialects
import Glibc
import JSON
import Logging
import NIOCore
import SocketIOCore
import SocketIOServer
import Wire

/// Drives the rooms: what Socket.IO hears goes in, what the rooms want said goes out, and time passes.
///
/// Everything happens on the server's event loop.
final class RoomService: SocketIOServerDelegate {
    /// What a socket knows of its connection.
    private final class Client {
        let id: ConnectionID
        let socket: SocketIOSocket
        var replies: [Int: SocketIOReply] = [:]

        init(id: ConnectionID, socket: SocketIOSocket) {
            self.id = id
            self.socket = socket
        }
    }

    private let eventLoop: any EventLoop
    private let pages: PageResponder
    private let logger: Logger
    private(set) var rooms: Rooms
    private var random = SystemRandomNumberGenerator()
    private var clients: [ConnectionID: Client] = [:]
    private var lastConnection: UInt64 = 0
    private var lastReply = 0
    private var timer: (scheduled: Scheduled<Void>, deadline: MonotonicTime)?

    init(eventLoop: any EventLoop, rooms: Rooms, pages: PageResponder, logger: Logger) {
        self.eventLoop = eventLoop
        self.rooms = rooms
        self.pages = pages
        self.logger = logger
    }

    private var now: MonotonicTime { MonotonicTime(nanoseconds: Int64(clamping: eventLoop.now.uptimeNanoseconds)) }

    func setSenderURL(_ url: String) {
        rooms.configuration.senderURL = url
        pages.senderURL = url
    }

    func admit(_ request: SocketIOHandshakeRequest) -> SocketIOAdmission {
        pages.isAllowed(isSecure: request.isSecure, from: request.remoteAddress) ? .accept : .forbid
    }

    func socketConnected(_ socket: SocketIOSocket, auth: JSONValue?) {
        lastConnection += 1
        let client = Client(id: ConnectionID(lastConnection), socket: socket)
        socket.userInfo = client
        clients[client.id] = client
        rooms.connected(client.id, from: socket.remoteAddress?.ip ?? .v4(0x7F00_0001))
    }

    func socket(_ socket: SocketIOSocket, received event: SocketIOEvent, reply: SocketIOReply?) {
        guard let client = socket.userInfo as? Client else { return }
        let number = remember(reply, of: client)
        let message = SocketIOMessage(event: event.name, arguments: event.arguments)
        do throws(DialectError) {
            let request = try RoomProjectionDialect.request(for: message)
            rooms.unixTime = Int64(unsafe time(nil))
            rooms.receive(request, from: client.id, acknowledgement: number, now: now, random: &random)
        } catch {
            logger.debug("message not understood", metadata: ["reason": "\(error)", "client": "\(client.id.number)"])
            rooms.receiveMalformed(RoomEvent(rawValue: event.name), from: client.id, acknowledgement: number)
        }
        flush()
        // Only a join has something to say in an acknowledgement; whoever waits for another is told that it arrived.
        if event.name != RoomEvent.connect.rawValue, let number { client.replies.removeValue(forKey: number)?([]) }
    }

    func socketDisconnected(_ socket: SocketIOSocket, reason: SocketIODisconnectReason) {
        guard let client = socket.userInfo as? Client else { return }
        socket.userInfo = nil
        clients[client.id] = nil
        rooms.disconnected(client.id, now: now)
        flush()
    }

    private func remember(_ reply: SocketIOReply?, of client: Client) -> Int? {
        guard let reply else { return nil }
        lastReply &+= 1
        client.replies[lastReply] = reply
        return lastReply
    }

    private func flush() {
        while let output = rooms.pollOutput() {
            switch output {
            case .send(let reply, let id):
                let message = RoomProjectionDialect.message(for: reply)
                clients[id]?.socket.emit(message.event, message.arguments)
            case .acknowledge(let number, let reply, let id):
                clients[id]?.replies.removeValue(forKey: number)?(RoomProjectionDialect.message(for: reply).arguments)
            }
        }
        armTimer()
    }

    private func armTimer() {
        guard let deadline = rooms.nextDeadline else { return }
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
        rooms.handleTimeout(now: now)
        flush()
    }

    func stop() {
        timer?.scheduled.cancel()
        timer = nil
    }
}
