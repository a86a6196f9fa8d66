import Dialects
import JSON
import RESP
import RoomServer
import SeededRandom
import Wire

/// Several servers that share a store, in virtual time: each link to the store can be cut, each server killed.
struct ClusterHarness {
    struct Server {
        var rooms: Rooms
        var node: NodeID
        var isAlive = true
        var isLinked = true
        /// What the store's answers take.
        var latency: Duration = .zero
        var waiting: [(at: MonotonicTime, input: DirectoryInput)] = []
    }

    struct Client: Hashable {
        var server: Int
        var id: ConnectionID
    }

    struct Said {
        var client: Client
        var output: RoomsOutput
    }

    struct TV {
        var client: Client
        var code: String
        var token: Redacted<String>
    }

    struct Sender {
        var client: Client
        var peer: PeerID
        var ticket: Redacted<String>
    }

    var store = StoreModel()
    var servers: [Server] = []
    var now = MonotonicTime(nanoseconds: 0)
    var random = SeededGenerator(seed: 11)
    private var connections: UInt64 = 0
    private var said: [Said] = []
    private let configuration: RoomsConfiguration

    init(servers count: Int = 3, _ configure: (inout RoomsConfiguration) -> Void = { _ in }) {
        var configuration = RoomsConfiguration()
        configure(&configuration)
        self.configuration = configuration
        for _ in 0..<count { addServer() }
        settle()
    }

    @discardableResult
    mutating func addServer(key: [UInt8] = Array(repeating: 7, count: RoomTickets.keySize)) -> Int {
        let node = NodeID(random: &random)
        var settings = SharedDirectory.Configuration(node: node, rates: GuessRates(configuration))
        let tickets = RoomTickets(key: Redacted(key))
        settings.notice.keyFingerprint = tickets.fingerprint
        let rooms = Rooms(configuration: configuration, tickets: tickets, directory: SharedDirectory(settings))
        servers.append(Server(rooms: rooms, node: node))
        link(servers.count - 1)
        return servers.count - 1
    }

    mutating func link(_ server: Int) {
        servers[server].isLinked = true
        store.listeners.insert(servers[server].node)
        servers[server].rooms.directory.receive(.up, now: now)
        settle()
    }

    /// The server's link to the store is gone; the server notices.
    mutating func cut(_ server: Int) {
        servers[server].isLinked = false
        servers[server].waiting = []
        store.listeners.remove(servers[server].node)
        servers[server].rooms.directory.receive(.down, now: now)
        settle()
    }

    /// As by `kill -9`: its clients are gone, and it has told nobody.
    mutating func kill(_ server: Int) {
        servers[server].isAlive = false
        servers[server].waiting = []
        store.listeners.remove(servers[server].node)
    }

    /// The store is gone with everything in it.
    mutating func killStore() {
        for server in servers.indices where servers[server].isAlive && servers[server].isLinked { cut(server) }
        store = StoreModel()
    }

    mutating func restoreStore() {
        for server in servers.indices where servers[server].isAlive { link(server) }
    }

    mutating func connect(to server: Int, from address: String = "192.0.2.1") -> Client {
        connections += 1
        let id = ConnectionID(connections)
        servers[server].rooms.connected(id, from: IPAddress(address) ?? .v4(0))
        return Client(server: server, id: id)
    }

    mutating func disconnect(_ client: Client) -> [Said] {
        guard servers[client.server].isAlive else { return [] }
        servers[client.server].rooms.disconnected(client.id, now: now)
        return takeSaid()
    }

    mutating func tell(_ request: RoomRequest, from client: Client, acknowledgement: Int? = nil) -> [Said] {
        let server = client.server
        servers[server].rooms.receive(request, from: client.id, acknowledgement: acknowledgement, now: now, random: &random)
        return takeSaid()
    }

    /// Lets time pass, stopping at each deadline on the way.
    mutating func advance(by duration: Duration) -> [Said] {
        let end = now + duration
        settle()
        while let next = soonestDeadline(), next <= end {
            now = max(now, next)
            for server in servers.indices where servers[server].isAlive {
                while let first = servers[server].waiting.first, first.at <= now {
                    servers[server].waiting.removeFirst()
                    servers[server].rooms.directory.receive(first.input, now: now)
                    settle()
                }
                servers[server].rooms.handleTimeout(now: now)
            }
            settle()
        }
        now = end
        return takeSaid()
    }

    private func soonestDeadline() -> MonotonicTime? {
        servers.filter(\.isAlive).reduce(nil) { soonest($0, soonest($1.rooms.nextDeadline, $1.waiting.first?.at)) }
    }

    private mutating func takeSaid() -> [Said] {
        settle()
        defer { said = [] }
        return said
    }

    /// Until nobody has anything more to say.
    private mutating func settle() {
        var isBusy = true
        while isBusy {
            isBusy = false
            for server in servers.indices where servers[server].isAlive {
                servers[server].rooms.handleDirectory(now: now, random: &random)
                while let output = servers[server].rooms.pollOutput() { note(output, at: server) }
                while let numbered = servers[server].rooms.directory.pollCommand() {
                    isBusy = true
                    guard servers[server].isLinked else { continue }
                    let reply = store.perform(numbered.command, of: servers[server].node, now: now)
                    deliver(.reply(numbered.number, reply), to: server)
                }
            }
            while !store.published.isEmpty {
                isBusy = true
                let message = store.published.removeFirst()
                guard let target = servers.firstIndex(where: { $0.node == message.to && $0.isAlive }) else { continue }
                deliver(.message(message.bytes), to: target)
            }
        }
    }

    private mutating func deliver(_ input: DirectoryInput, to server: Int) {
        guard servers[server].latency > .zero || !servers[server].waiting.isEmpty else {
            return servers[server].rooms.directory.receive(input, now: now)
        }
        servers[server].waiting.append((now + servers[server].latency, input))
    }

    private mutating func note(_ output: RoomsOutput, at server: Int) {
        switch output {
        case .send(_, let id), .acknowledge(_, _, let id), .close(let id):
            said.append(Said(client: Client(server: server, id: id), output: output))
        }
    }

    mutating func registeredTV(at server: Int, name: String? = "Room 7") throws -> TV {
        let client = connect(to: server)
        return try Self.tv(in: tell(.register(code: nil, token: nil, name: name), from: client))
    }

    /// The same TV, at another server or the same.
    mutating func returned(_ tv: TV, to server: Int) throws -> TV {
        let client = connect(to: server)
        return try Self.tv(in: tell(.register(code: tv.code, token: tv.token, name: nil), from: client))
    }

    mutating func joinedSender(_ code: String, at server: Int, name: String? = "Ada") throws -> Sender {
        let client = connect(to: server, from: "198.51.100.7")
        return try Self.sender(in: tell(.connect(code: code, username: name, resumeTicket: nil), from: client))
    }

    static func tv(in said: [Said]) throws -> TV {
        for entry in said {
            if case .send(.registered(let code, let token, _, _), _) = entry.output {
                return TV(client: entry.client, code: code, token: token)
            }
        }
        throw Missing("registered in \(said)")
    }

    static func sender(in said: [Said]) throws -> Sender {
        for entry in said {
            if case .send(.connected(let peer, _, _, let ticket), _) = entry.output {
                return Sender(client: entry.client, peer: peer, ticket: ticket)
            }
        }
        throw Missing("connected in \(said)")
    }
}

extension [ClusterHarness.Said] {
    /// What one client is told.
    func to(_ client: ClusterHarness.Client) -> [RoomReply] {
        filter { $0.client == client }.compactMap { if case .send(let reply, _) = $0.output { reply } else { nil } }
    }

    func refusals(to client: ClusterHarness.Client) -> [RoomRefusal] {
        to(client).compactMap {
            switch $0 {
            case .connectionRefused(let refusal), .registrationRefused(let refusal): refusal
            default: nil
            }
        }
    }
}
