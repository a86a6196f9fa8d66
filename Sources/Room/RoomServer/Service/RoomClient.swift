import Dialects
import SocketIOServer
import Wire

/// One client of the room server: what it is connected by, and what it speaks.
final class RoomClient {
    let id: ConnectionID
    private let connection: Connection
    /// More than one until the client has said something that only one of them knows.
    private var dialects: [any RoomDialect]
    /// What it has been to the rooms, for the log; `nil` for one that nothing came of.
    var part: String?
    var replies: [Int: SocketIOReply] = [:]
    /// When it last typed a code, until its TV has said something.
    var join: Join?

    struct Join {
        var since: MonotonicTime
        var isAnswered = false
    }

    private enum Connection {
        case socketIO(SocketIOSocket)
        case webSocket(PlainWebSocket)
    }

    init(id: ConnectionID, socket: SocketIOSocket, systems: [SignalingSystem]) {
        self.id = id
        connection = .socketIO(socket)
        dialects = systems.map { $0.makeRoomDialect() }
    }

    init(id: ConnectionID, socket: PlainWebSocket, system: SignalingSystem) {
        self.id = id
        connection = .webSocket(socket)
        dialects = [system.makeRoomDialect()]
    }

    /// What each system that it may speak says first.
    func opened(query: String) -> [RoomDialectOutput] {
        var outputs: [RoomDialectOutput] = []
        for index in dialects.indices { outputs += dialects[index].opened(query: query) }
        return outputs
    }

    func receive(_ message: WireMessage) throws(DialectError) -> [RoomDialectOutput] {
        if dialects.count > 1, let spoken = dialects.first(where: { $0.recognises(message) }) { dialects = [spoken] }
        guard dialects.count == 1 else { throw .unknownEvent("message") }
        return try dialects[0].receive(message)
    }

    func acknowledges(_ message: WireMessage) -> Bool { dialects.count == 1 && dialects[0].acknowledges(message) }

    func purpose(of message: WireMessage) -> MalformedPurpose? { dialects.count == 1 ? dialects[0].purpose(of: message) : nil }

    func reply(_ reply: RoomReply) -> [RoomDialectOutput] { dialects.count == 1 ? dialects[0].reply(reply) : [] }

    func send(_ message: WireMessage) {
        switch (connection, message) {
        case (.socketIO(let socket), .event(let event)): socket.emit(event.event, event.arguments)
        case (.webSocket(let socket), .text(let text)): socket.send(text)
        case (.socketIO, .text), (.webSocket, .event): assertionFailure("a dialect of another transport")
        }
    }

    /// From now on the connection does not count for what its network may have.
    func exemptFromSessionLimit() {
        switch connection {
        case .socketIO(let socket): socket.exemptFromSessionLimit()
        case .webSocket(let socket): socket.exemptFromSessionLimit()
        }
    }

    /// Closes without leaving: stock Socket.IO clients come back by themselves.
    func drop() {
        switch connection {
        case .socketIO(let socket): socket.close()
        case .webSocket(let socket): socket.close()
        }
    }

    /// Closes for good.
    func close() {
        switch connection {
        case .socketIO(let socket): socket.disconnect()
        case .webSocket(let socket): socket.close()
        }
    }
}
