package import Dialects
import SocketIOCore
package import Wire

/// The rooms, whichever system brings someone into them: which TV has which code, who is in its room, and who hears what.
///
/// Told about connections, requests and the time; what it wants said is in `pollOutput()`. It knows no socket, no clock
/// and no randomness of its own. One code belongs to one TV identity, and at most one connection speaks for it.
package struct Rooms: Sendable {
    /// A TV's code and the senders that typed it.
    struct Room: Sendable {
        var code: ProjectionCode
        var identity: TVIdentity
        var name: String?
        /// `nil` while the TV is away: the code waits for its token.
        var tv: ConnectionID?
        var absentSince: MonotonicTime?
        var state: RoomTVState?
        /// In the order in which they joined.
        var members: [(peer: PeerID, connection: ConnectionID)] = []
        /// Who waits for the TV's decision (policy `ask`).
        var waiting: [ConnectionID] = []
        /// Whose offer was handed to the TV last: who a stock TV means, since it names nobody.
        var newestOfferer: PeerID?
        /// Who presents, as far as the server can know: whom the TV reports to be projecting, before that whom it answered.
        var presenter: PeerID?

        func connection(of peer: PeerID) -> ConnectionID? {
            members.first { $0.peer == peer }?.connection
        }
    }

    /// A sender's place in a room.
    struct Membership: Sendable {
        var code: ProjectionCode
        var peer: PeerID
        var username: String?
        var isResumed: Bool
        /// What the sender calls itself in a system in which it may come again under the same name.
        var handle: String?
        var negotiationID: String?
        /// The TV has made an offer that has no answer yet.
        var isOffered = false
    }

    /// How many candidates a sender and its TV have said in this negotiation.
    struct CandidateCounts: Sendable {
        private var toTV = 0
        private var toSender = 0

        /// The number of one more.
        mutating func countToTV() -> Int {
            toTV &+= 1
            return toTV
        }

        mutating func countToSender() -> Int {
            toSender &+= 1
            return toSender
        }
    }

    /// A join that waits for the TV's decision.
    struct PendingJoin: Sendable {
        var code: ProjectionCode
        var peer: PeerID
        var username: String?
        var handle: String?
        var acknowledgement: Int?
        var deadline: MonotonicTime
    }

    /// What was held by one connection when its time began to run.
    struct HeldBatch: Sendable {
        var connection: ConnectionID
        var batch: Int
    }

    /// What is large is kept apart: few connections are senders, and what a sender is gets looked at with each message.
    enum Role: Sendable {
        case none
        case tv(ProjectionCode)
        indirect case sender(Membership)
        indirect case waiting(PendingJoin)
        /// A sender whose TV is at another server.
        indirect case away(Stay)
    }

    struct Connection: Sendable {
        var address: IPAddress
        var role = Role.none
        var candidates = CandidateCounts()
        var failedJoins = 0
        var held = HeldRequests()
        /// What it waits for the directory for.
        var registration: Registration?
        var search: Search?
        /// A sender that comes by way of another server.
        var visitor: Visitor?

        var standing: Standing {
            switch role {
            case .tv(let code): .tv(code)
            case _ where search != nil: .searching
            case .sender(let membership): .sender(membership)
            case .away: .away
            case .none, .waiting: .other
            }
        }
    }

    /// What matters of a connection for what comes from it.
    enum Standing {
        case tv(ProjectionCode)
        /// Its TV is being looked for.
        case searching
        indirect case sender(Membership)
        case away
        case other
    }

    package var configuration: RoomsConfiguration
    /// Seconds since 1970, told before each request: TURN credentials say until when they are valid.
    package var unixTime: Int64 = 0
    package internal(set) var statistics = RoomsStatistics()

    let tickets: RoomTickets
    package var directory: any RoomDirectory
    /// Who waits for which answer of the directory.
    var questions: [Int: ConnectionID] = [:]
    /// Codes that were claimed for TVs that did not wait.
    var abandonedClaims: [Int: ProjectionCode] = [:]
    var lastQuestion = 0
    var letters: [(NodeMessage, NodeID)] = []
    var visitors: [Visitor: ConnectionID] = [:]
    var lastVisitor: UInt64 = 0
    /// By session.
    var stays: [UInt64: ConnectionID] = [:]
    var lastSession: UInt64 = 0
    var searches = Expirations<UInt64>(after: Rooms.searchInterval)
    var unanswered = Expirations<UInt64>(after: Rooms.hostPatience)
    var rooms: [ProjectionCode: Room] = [:]
    var connections: [ConnectionID: Connection] = [:]
    var guesses: GuessLimiter
    var codeLengths = CodeLengths()
    var newCodes: AttemptLimiter
    var holds: Expirations<HeldBatch>
    var decisions: Expirations<ConnectionID>
    var nextSweep: MonotonicTime?
    private var outputs: [RoomsOutput] = []
    /// Outputs that are being taken, last first. Both keep their memory, which an `OutputQueue` would not.
    private var taken: [RoomsOutput] = []

    package init(
        configuration: RoomsConfiguration = RoomsConfiguration(),
        tickets: RoomTickets,
        directory: any RoomDirectory = OwnDirectory()
    ) {
        self.configuration = configuration
        self.directory = directory
        self.tickets = tickets
        guesses = GuessLimiter(configuration)
        newCodes = AttemptLimiter(burst: configuration.newCodeBurst, interval: configuration.newCodeInterval)
        holds = Expirations(after: configuration.holdTime)
        decisions = Expirations(after: configuration.decisionTime)
    }

    /// TVs that are here now.
    package var liveTVs: Int { rooms.values.count { $0.tv != nil } }
    /// Codes of TVs that are away.
    package var reservedCodes: Int { rooms.count - liveTVs }
    /// Nobody connected, nothing reserved.
    package var isEmpty: Bool { rooms.isEmpty && connections.isEmpty && questions.isEmpty && stays.isEmpty && visitors.isEmpty }
    /// Senders that are in a room now.
    package var senders: Int { rooms.values.reduce(0) { $0 + $1.members.count } }

    package mutating func connected(_ id: ConnectionID, from address: IPAddress) {
        connections[id] = Connection(address: address)
    }

    /// A lost signalling connection ends nothing: the TV is told nothing of a lost sender, since senders in the field
    /// hang up as soon as media flows, and the code of a lost TV waits for its token.
    package mutating func disconnected(_ id: ConnectionID, now: MonotonicTime) {
        abandonRegistration(id)
        leave(id, now: now)
        connections[id] = nil
    }

    /// Takes one request of a client.
    ///
    /// - Parameter acknowledgement: the number of the acknowledgement that the client waits for, if it does.
    package mutating func receive(
        _ request: RoomRequest,
        from id: ConnectionID,
        acknowledgement: Int? = nil,
        now: MonotonicTime,
        random: inout some RandomNumberGenerator
    ) {
        guard let standing = connections.look(at: id, { $0.standing }) else { return }
        switch request {
        case .register(let code, let token, let name):
            register(id, code: code, token: token, name: name, now: now, random: &random)
        case .connect(let code, let username, let ticket, let terms):
            let join = JoinRequest(
                code: code,
                username: username,
                ticket: ticket,
                terms: terms,
                acknowledgement: acknowledgement
            )
            connect(id, join, now: now, random: &random)
        case .state(let state): tvState(id, state)
        case .decide(let peer, let accept): decide(id, peer: peer, accept: accept, now: now)
        case .leave(let code, let handle): leave(id, code: code, handle: handle, now: now)
        case .offer, .senderState, .wantOffer: fromSender(id, standing, request, now: now)
        case .tvOffer, .status:
            guard case .tv(let code) = standing else { return statistics.undeliverable += 1 }
            fromTV(of: code, request)
        case .answer, .candidate, .sessionEnd:
            if case .tv(let code) = standing {
                fromTV(of: code, request)
            } else {
                fromSender(id, standing, request, now: now)
            }
        }
    }

    /// Counts a message that could not be read, and tells its sender where the system has words for it.
    ///
    /// - Parameter purpose: what it was meant to be; `nil` if nobody waits for an answer.
    package mutating func receiveMalformed(
        _ purpose: MalformedPurpose?,
        from id: ConnectionID,
        acknowledgement: Int? = nil
    ) {
        guard connections[id] != nil else { return }
        statistics.malformed += 1
        switch purpose {
        case .registration:
            refuseRegistration(id, .invalidCode, "The TV sent a registration that makes no sense. Update the TV.")
        case .connection(let event):
            let message = "The page sent a \(event) that the server could not read. Reload the page."
            refuseConnection(id, RoomRefusal(code: .badRequest, message: message), acknowledgement: acknowledgement)
        case nil:
            break
        }
    }

    /// The next thing to say, in order; `nil` when all is said.
    package mutating func pollOutput() -> RoomsOutput? {
        if taken.isEmpty {
            swap(&taken, &outputs)
            taken.reverse()
        }
        return taken.popLast()
    }

    /// What TVs and senders are told of, with credentials for one of them.
    func iceServers(for subject: String) -> [IceServer] {
        configuration.iceServers + (configuration.turn.map { [$0.server(for: subject, unixTime: unixTime)] } ?? [])
    }

    mutating func send(_ reply: RoomReply, to id: ConnectionID) {
        guard id.isVisitor, let visitor = connections[id]?.visitor else { return outputs.append(.send(reply, to: id)) }
        post(.say(session: visitor.session, reply), to: visitor.node)
    }

    /// Goes to another server with the next `handleDirectory`, in order.
    mutating func post(_ message: NodeMessage, to node: NodeID) {
        letters.append((message, node))
    }

    mutating func close(_ id: ConnectionID) {
        guard id.isVisitor, let visitor = connections[id]?.visitor else { return outputs.append(.close(id)) }
        post(.close(session: visitor.session), to: visitor.node)
    }

    mutating func acknowledge(_ number: Int?, with reply: RoomReply, to id: ConnectionID) {
        guard let number else { return }
        guard id.isVisitor, let visitor = connections[id]?.visitor else {
            return outputs.append(.acknowledge(number, with: reply, to: id))
        }
        post(.acknowledge(session: visitor.session, number, reply), to: visitor.node)
    }
}
