import RESP
import SocketIOCore
package import Wire

/// The directory that servers share by way of a store such as Redis: leases, generations, deadlines, and who is there.
///
/// Told the time and what the store says, as every core; `RedisDirectory` is its way to a real one. What Redis keeps is no more
/// than what the servers tell it: a Redis that has lost everything is told everything again.
package struct SharedDirectory: RoomDirectory {
    package struct Configuration: Sendable {
        package var node: NodeID
        package var notice = NodeNotice(url: "", keyFingerprint: "", codes: [:])
        package var rates: GuessRates
        /// How long an answer is waited for.
        package var patience: Duration = .seconds(2)
        package var heartbeatInterval: Duration = .seconds(5)
        package var renewalInterval: Duration = .seconds(30)
        /// Claims on their way at once when all are told again.
        package var window = 256

        package init(node: NodeID, rates: GuessRates) {
            self.node = node
            self.rates = rates
        }
    }

    /// A code whose TV is here.
    struct Lease: Sendable {
        var owner: TVIdentity
        var registeredAt: MonotonicTime
        /// `nil` until the store has been told of it.
        var generation: Int64?
    }

    /// When a registration is told again; one that another has replaced is not.
    struct Renewal: Sendable {
        var code: ProjectionCode
        var registeredAt: MonotonicTime
    }

    enum Pending: Sendable {
        /// Of a TV that waits.
        case claim(number: Int, ProjectionCode, TVIdentity, MonotonicTime)
        /// Of a lease that was told before, or could not be.
        case renewal(ProjectionCode, MonotonicTime)
        case location(number: Int)
        case message(NodeMessage, NodeID)
        case heartbeat
        case other
    }

    package var configuration: Configuration
    var leases: [ProjectionCode: Lease] = [:]
    /// TVs that left while the store could not be told.
    var departures: [ProjectionCode: Int64] = [:]
    var pending: [Int: Pending] = [:]
    var deadlines: Expirations<Int>
    var renewals: Expirations<Renewal>
    /// Leases that have to be told again, now that the store is back.
    var untold: [ProjectionCode] = []
    var telling = 0
    var nextHeartbeat: MonotonicTime?
    /// Servers that were there at the last heartbeat, without this one.
    package internal(set) var others: [NodeID: NodeNotice] = [:]
    var sent: [NodeID: Int64] = [:]
    var heard: [NodeID: Int64] = [:]
    var counts = DirectoryStatistics()
    var events = OutputQueue<DirectoryEvent>()
    var commands = OutputQueue<NumberedCommand>()
    var lastCommand = 0
    /// Leases by the length of their codes.
    var lengths: [Int: Int] = [:]

    package init(_ configuration: Configuration) {
        self.configuration = configuration
        deadlines = Expirations(after: configuration.patience)
        renewals = Expirations(after: configuration.renewalInterval)
    }

    package var statistics: DirectoryStatistics? { counts }
    package var isUp: Bool { counts.isUp }

    package func codesElsewhere(ofLength length: Int) -> Int {
        others.values.reduce(0) { $0 + ($1.codes[length] ?? 0) }
    }

    package mutating func locate(
        _ code: ProjectionCode,
        guesser: IPAddress?,
        number: Int,
        now: MonotonicTime
    ) -> CodeLocation? {
        guard isUp else { return .unreachable }
        issue(.locate(code, guesser: guesser, configuration.rates), .location(number: number), now: now)
        return nil
    }

    package mutating func send(_ message: NodeMessage, to node: NodeID, now: MonotonicTime) {
        // Who may be waiting for it hears of `down` anyway.
        guard isUp else { return }
        let sequence = (sent[node] ?? 0) + 1
        sent[node] = sequence
        counts.messagesSent += 1
        let envelope = NodeEnvelope(from: configuration.node, sequence: sequence, message: message)
        issue(.publish(envelope, to: node), .message(message, node), now: now)
    }

    package mutating func pollEvent() -> DirectoryEvent? {
        events.popFirst()
    }

    package mutating func pollCommand() -> NumberedCommand? {
        commands.popFirst()
    }

    package var nextDeadline: MonotonicTime? {
        isUp ? soonest(soonest(nextHeartbeat, deadlines.next), renewals.next) : nil
    }

    package mutating func handleTimeout(now: MonotonicTime) {
        guard isUp else { return }
        while let number = deadlines.popExpired(now: now) { giveUp(number, now: now) }
        while let renewal = renewals.popExpired(now: now) { renew(renewal, now: now) }
        if let heartbeat = nextHeartbeat, heartbeat <= now { beat(now: now) }
    }

    package mutating func receive(_ input: DirectoryInput, now: MonotonicTime) {
        switch input {
        case .up: cameUp(now: now)
        case .down: wentDown()
        case .reply(let number, let value): reply(number, value, now: now)
        case .message(let bytes): receive(bytes)
        case .goodbye: if isUp { issue(.goodbye, .other, now: now) }
        }
    }

    mutating func issue(_ command: DirectoryCommand, _ pending: Pending, now: MonotonicTime) {
        lastCommand += 1
        self.pending[lastCommand] = pending
        deadlines.add(lastCommand, now: now)
        commands.append(NumberedCommand(number: lastCommand, command: command))
    }

    mutating func beat(now: MonotonicTime) {
        nextHeartbeat = now + configuration.heartbeatInterval
        var notice = configuration.notice
        notice.codes = lengths
        issue(.heartbeat(notice), .heartbeat, now: now)
    }

    private mutating func cameUp(now: MonotonicTime) {
        guard !isUp else { return }
        counts.isUp = true
        renewals = Expirations(after: configuration.renewalInterval)
        untold = Array(leases.keys)
        telling = 0
        beat(now: now)
        for (code, generation) in departures { issue(.leave(code, generation: generation), .other, now: now) }
        departures = [:]
        events.append(.up)
        tellMore(now: now)
    }

    private mutating func wentDown() {
        guard isUp else { return }
        counts.isUp = false
        counts.losses += 1
        nextHeartbeat = nil
        commands = OutputQueue()
        untold = []
        others = [:]
        heard = [:]
        for number in pending.keys.sorted() { giveUp(number, now: nil) }
        deadlines = Expirations(after: configuration.patience)
        events.append(.down)
    }

    /// - Parameter now: `nil` if the store is down: then all is told again when it is back.
    private mutating func giveUp(_ number: Int, now: MonotonicTime?) {
        guard let pending = pending.removeValue(forKey: number) else { return }
        if now != nil { counts.timeouts += 1 }
        switch pending {
        case .claim(let number, let code, let owner, let registeredAt):
            hold(code, Lease(owner: owner, registeredAt: registeredAt, generation: nil))
            if let now { renewals.add(Renewal(code: code, registeredAt: registeredAt), now: now) }
            events.append(.claimed(number: number, .unreachable))
        case .renewal: telling = max(telling - 1, 0)
        case .location(let number): events.append(.located(number: number, .unreachable))
        case .message, .heartbeat, .other: break
        }
    }
}
