import Dialects
import JSON
import RoomServer
import SeededRandom
import SocketIOCore
import Wire

/// Rooms in virtual time, with clients that are numbers.
struct RoomsHarness {
    struct TV {
        var id: ConnectionID
        var code: String
        var token: Redacted<String>
    }

    struct Sender {
        var id: ConnectionID
        var peer: PeerID
        var ticket: Redacted<String>
    }

    var rooms: Rooms
    var now = MonotonicTime.zero
    private var random = SeededGenerator(seed: 7)
    private var connections: UInt64 = 0

    init(
        key: [UInt8] = Array(repeating: 7, count: RoomTickets.keySize),
        _ configure: (inout RoomsConfiguration) -> Void = { _ in }
    ) {
        var configuration = RoomsConfiguration()
        configure(&configuration)
        rooms = Rooms(configuration: configuration, tickets: RoomTickets(key: Redacted(key)))
    }

    mutating func connect(from address: String = "192.0.2.1") -> ConnectionID {
        connections += 1
        let id = ConnectionID(connections)
        rooms.connected(id, from: IPAddress(address) ?? .v4(0))
        return id
    }

    mutating func disconnect(_ id: ConnectionID) -> [RoomsOutput] {
        rooms.disconnected(id, now: now)
        return drain()
    }

    /// What the rooms say to one request.
    mutating func tell(_ request: RoomRequest, from id: ConnectionID, acknowledgement: Int? = nil) -> [RoomsOutput] {
        rooms.receive(request, from: id, acknowledgement: acknowledgement, now: now, random: &random)
        return drain()
    }

    mutating func rotate(_ code: ProjectionCode) -> ProjectionCode? {
        rooms.rotate(code, now: now, random: &random)
    }

    /// The same from the text of the payload, through the dialect, as the service does it.
    mutating func emit(_ event: String, _ payload: String? = nil, from id: ConnectionID) throws -> [RoomsOutput] {
        let arguments = try payload.map { [try JSONValue(parsing: $0.utf8.span, verbatimDepth: 1)] } ?? []
        let message = SocketIOMessage(event: event, arguments: arguments)
        do throws(DialectError) {
            return tell(try RoomProjectionDialect.request(for: message), from: id)
        } catch {
            rooms.receiveMalformed(ProjectionRoomDialect().purpose(of: .event(message)), from: id)
            return drain()
        }
    }

    /// Lets time pass, stopping at each deadline on the way.
    mutating func advance(by duration: Duration) -> [RoomsOutput] {
        let end = now + duration
        var said: [RoomsOutput] = []
        while let deadline = rooms.nextDeadline, deadline <= end {
            now = max(now, deadline)
            rooms.handleTimeout(now: now)
            said += drain()
        }
        now = end
        return said
    }

    mutating func drain() -> [RoomsOutput] {
        var said: [RoomsOutput] = []
        while let output = rooms.pollOutput() { said.append(output) }
        return said
    }

    /// A TV with a code of its own.
    mutating func registeredTV(name: String? = "Room 7", from address: String = "192.0.2.1") throws -> TV {
        let id = connect(from: address)
        return try Self.tv(in: tell(.register(code: nil, token: nil, name: name), from: id))
    }

    static func tv(in said: [RoomsOutput]) throws -> TV {
        for case .send(.registered(let code, let token, _, _), let id) in said {
            return TV(id: id, code: code, token: token)
        }
        throw Missing("registered in \(said)")
    }

    /// A sender that has joined.
    mutating func joinedSender(_ code: String, name: String? = "Ada", ticket: Redacted<String>? = nil) throws -> Sender {
        let id = connect(from: "198.51.100.7")
        return try Self.sender(in: tell(.connect(code: code, username: name, resumeTicket: ticket), from: id))
    }

    static func sender(in said: [RoomsOutput]) throws -> Sender {
        for case .send(.connected(let peer, _, _, let ticket), let id) in said {
            return Sender(id: id, peer: peer, ticket: ticket)
        }
        throw Missing("connected in \(said)")
    }

    /// What one client is sent, as the text of Socket.IO's packets.
    static func texts(of said: [RoomsOutput], to client: ConnectionID) -> [String] {
        said.compactMap { output in
            guard case .send(let reply, client) = output, let message = RoomProjectionDialect.message(for: reply) else {
                return nil
            }
            var bytes: [UInt8] = []
            SocketIOEvent(message.event, message.arguments).append(to: &bytes, in: SocketIOPacket.root)
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    static func refusal(in said: [RoomsOutput]) -> RoomRefusal? {
        for output in said {
            switch output {
            case .send(.connectionRefused(let refusal), _), .send(.registrationRefused(let refusal), _): return refusal
            default: continue
            }
        }
        return nil
    }
}

struct Missing: Error {
    var what: String

    init(_ what: String) {
        self.what = what
    }
}

/// A description as browsers write it.
func description(_ type: String, _ sdp: String = "v=0\r\n") -> JSONValue {
    ["type": .string(type), "sdp": .string(sdp)]
}

/// A candidate as browsers write it.
func candidate(_ number: Int = 1) -> JSONValue {
    ["candidate": .string("candidate:\(number) 1 udp 1 192.0.2.9 9 typ host"), "sdpMid": "0", "sdpMLineIndex": 0]
}
