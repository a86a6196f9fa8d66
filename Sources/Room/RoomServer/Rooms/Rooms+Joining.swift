import Dialects
import Wire

extension Rooms {
    /// What a join carried.
    struct JoinRequest {
        var code: String
        var username: String?
        var ticket: Redacted<String>?
        var terms: JoinTerms
        var acknowledgement: Int?

        /// To be asked of another server.
        var request: RoomRequest { .connect(code: code, username: username, resumeTicket: ticket, terms: terms) }
    }

    mutating func connect(
        _ id: ConnectionID,
        _ join: JoinRequest,
        now: MonotonicTime,
        random: inout some RandomNumberGenerator
    ) {
        guard let address = connections[id]?.address else { return }
        if case .tv = connections[id]?.role {
            let message = "This connection belongs to a TV, which cannot project to another. Use a connection of its own."
            return refuseConnection(id, RoomRefusal(code: .badRequest, message: message), acknowledgement: join.acknowledgement)
        }
        let code = ProjectionCode(typed: join.code)
        if case .away(let stay) = connections[id]?.role, stay.code == code {
            return passOn(join.request, of: id, acknowledgement: join.acknowledgement, now: now)
        }
        let resumed = code.flatMap { code in join.ticket.flatMap { tickets.peer(in: $0, code: code) } }
        // Asked before the code is looked up, or else a guesser would learn from the difference.
        let isVisitor = id.isVisitor
        if resumed == nil, !isVisitor, let delay = guesses.delay(for: address, now: now) {
            return refuseGuess(id, after: delay, acknowledgement: join.acknowledgement)
        }
        guard let code else { return guessedWrong(id, acknowledgement: join.acknowledgement, now: now) }
        // A visitor's server has asked already.
        if isVisitor || resumed != nil && rooms[code]?.tv != nil {
            self.join(id, code, join, resumed: resumed, now: now, random: &random)
        } else {
            search(id, code, join, resumed: resumed, from: address, now: now, random: &random)
        }
    }

    mutating func refuseGuess(_ id: ConnectionID, after delay: Duration, acknowledgement: Int?) {
        statistics.joinsRateLimited += 1
        let message = "Too many wrong codes came from this network. Wait, then type the code again."
        let refusal = RoomRefusal(code: .rateLimited, message: message, retryAfter: delay)
        refuseConnection(id, refusal, acknowledgement: acknowledgement)
    }

    /// Lets a sender in if the TV is at this server, and if it may.
    ///
    /// - Parameter resumed: whom its ticket names.
    mutating func join(
        _ id: ConnectionID,
        _ code: ProjectionCode,
        _ join: JoinRequest,
        resumed: PeerID?,
        now: MonotonicTime,
        random: inout some RandomNumberGenerator
    ) {
        guard let room = rooms[code], room.tv != nil else {
            if resumed != nil { return refuseConnection(id, .tvOffline, acknowledgement: join.acknowledgement) }
            return guessedWrong(id, acknowledgement: join.acknowledgement, now: now)
        }
        if case .sender(let membership) = connections[id]?.role, membership.code == code {
            // Its picture was lost for long, and it wants to begin anew by itself: somebody else may present by now.
            let isBackByItself = resumed == membership.peer
            if isBackByItself, admission(of: membership.peer, isResumed: true, to: room) != .admit {
                return refuseConnection(id, .busy(room.state?.presenter), acknowledgement: join.acknowledgement)
            }
            changeMembership(of: id) {
                $0.username = join.username ?? $0.username
                $0.isResumed = $0.isResumed || isBackByItself
            }
            return welcome(id, acknowledgement: join.acknowledgement)
        }
        if case .waiting(let pending) = connections[id]?.role, pending.code == code { return send(.waitingForDecision, to: id) }
        leave(id, now: now)
        let isKnown = resumed.map { room.connection(of: $0) != nil } ?? false
        if let ghost = join.terms.handle.flatMap({ member(calledItself: $0, in: code) }) { leave(ghost, now: now) }
        if join.terms.isExclusive, let now = rooms[code], !now.members.isEmpty || !now.waiting.isEmpty {
            return refuseConnection(id, .full, acknowledgement: join.acknowledgement)
        }
        guard isKnown || room.members.count + room.waiting.count < configuration.maximumSenders else {
            return refuseConnection(id, .busy(room.state?.presenter), acknowledgement: join.acknowledgement)
        }
        let peer = resumed ?? PeerID(String((0..<16).map { _ in ProjectionCode.alphabet.randomElement(using: &random) ?? "X" }))
        let pending = PendingJoin(
            code: code,
            peer: peer,
            username: join.username,
            handle: join.terms.handle,
            acknowledgement: join.acknowledgement,
            deadline: now + configuration.decisionTime
        )
        switch admission(of: peer, isResumed: resumed != nil, to: room) {
        case .admit: admit(id, pending, isResumed: resumed != nil, now: now)
        case .refuse: refuseConnection(id, .busy(room.state?.presenter), acknowledgement: join.acknowledgement)
        case .ask: ask(id, pending, now: now)
        }
    }

    private mutating func guessedWrong(
        _ id: ConnectionID,
        acknowledgement: Int?,
        now: MonotonicTime
    ) {
        guard let address = connections[id]?.address else { return }
        guesses.failed(address, now: now)
        statistics.guessesEvaluated += 1
        refuseConnection(id, .unavailable, acknowledgement: acknowledgement)
        let failed = (connections[id]?.failedJoins ?? 0) + 1
        connections[id]?.failedJoins = failed
        guard failed >= configuration.failedJoinsPerConnection else { return }
        statistics.closedForGuessing += 1
        close(id)
    }

    private enum Admission {
        case admit, refuse, ask
    }

    /// The TV's policy towards a newcomer. Who presents already may always come back; who comes back by itself, without a
    /// person having pressed anything, displaces nobody.
    private func admission(of peer: PeerID, isResumed: Bool, to room: Room) -> Admission {
        guard let state = room.state, state.isTaken else { return .admit }
        // A TV that has given a sender up tells the sender first, who may be back before the TV has said that it is free.
        if isResumed, room.presenter == nil || room.presenter == peer { return .admit }
        switch state.policy {
        case .takeover: return isResumed ? .refuse : .admit
        case .refuse: return .refuse
        case .ask: return isResumed ? .refuse : .ask
        case .grid: return .admit
        }
    }

    private mutating func ask(_ id: ConnectionID, _ pending: PendingJoin, now: MonotonicTime) {
        connections[id]?.role = .waiting(pending)
        rooms[pending.code]?.waiting.append(id)
        decisions.add(id, now: now)
        for decider in deciders(in: pending.code) { send(.ask(peer: pending.peer, username: pending.username), to: decider) }
        send(.waitingForDecision, to: id)
    }

    /// The TV, and who presents, from their own page, while they are connected.
    private func deciders(in code: ProjectionCode) -> [ConnectionID] {
        guard let room = rooms[code] else { return [] }
        return [room.tv, room.presenter.flatMap { room.connection(of: $0) }].compactMap(\.self)
    }

    /// Whose word counts in a room: the TV's, and that of who presents.
    private func roomDecided(by id: ConnectionID) -> ProjectionCode? {
        switch connections[id]?.role {
        case .tv(let code): code
        case .sender(let membership) where rooms[membership.code]?.presenter == membership.peer: membership.code
        case .sender, .waiting, .away, .some(.none), nil: nil
        }
    }

    /// `TV_DECIDE`.
    mutating func decide(_ id: ConnectionID, peer: PeerID, accept: Bool, now: MonotonicTime) {
        guard let code = roomDecided(by: id), let (sender, pending) = waiting(peer, in: code) else {
            statistics.undeliverable += 1
            return
        }
        let isAdmitted = accept && (rooms[code]?.members.count ?? .max) < configuration.maximumSenders
        connections[sender]?.role = .none
        rooms[code]?.waiting.removeAll { $0 == sender }
        tellDecision(peer, in: code, accept: isAdmitted, except: id)
        if isAdmitted {
            admit(sender, pending, isResumed: false, now: now)
        } else {
            refusePending(sender, pending)
        }
    }

    /// Whoever was asked as well need not think about it any longer.
    mutating func tellDecision(_ peer: PeerID, in code: ProjectionCode, accept: Bool, except id: ConnectionID? = nil) {
        for decider in deciders(in: code) where decider != id { send(.decided(peer: peer, accept: accept), to: decider) }
    }

    private func waiting(_ peer: PeerID, in code: ProjectionCode) -> (ConnectionID, PendingJoin)? {
        for id in rooms[code]?.waiting ?? [] {
            if case .waiting(let pending) = connections[id]?.role, pending.peer == peer { return (id, pending) }
        }
        return nil
    }

    /// Turned away by the TV, or by its silence; what was held for the join goes with it.
    mutating func refusePending(_ id: ConnectionID, _ pending: PendingJoin) {
        statistics.dropped += connections[id]?.held.takeAll().count ?? 0
        refuseConnection(id, .busy(rooms[pending.code]?.state?.presenter), acknowledgement: pending.acknowledgement)
    }

    private mutating func admit(_ id: ConnectionID, _ join: PendingJoin, isResumed: Bool, now: MonotonicTime) {
        if let ghost = rooms[join.code]?.connection(of: join.peer) { leave(ghost, now: now) }
        rooms[join.code]?.members.append((join.peer, id))
        let membership = Membership(
            code: join.code,
            peer: join.peer,
            username: join.username,
            isResumed: isResumed,
            handle: join.handle
        )
        enter(id, membership)
        statistics.joins += 1
        welcome(id, acknowledgement: join.acknowledgement)
        releaseHeld(id, now: now)
    }

    /// The connection is a sender's from now on, at the beginning of its first negotiation.
    mutating func enter(_ id: ConnectionID, _ membership: Membership) {
        connections.look(at: id) { connection in
            connection.role = .sender(membership)
            connection.candidates = CandidateCounts()
        }
    }

    private mutating func welcome(_ id: ConnectionID, acknowledgement: Int?) {
        guard case .sender(let membership) = connections[id]?.role, let room = rooms[membership.code] else { return }
        let reply = RoomReply.connected(
            peer: membership.peer,
            tvName: room.name,
            iceServers: iceServers(for: membership.peer.value),
            resumeTicket: tickets.resumeTicket(for: membership.peer, code: membership.code)
        )
        acknowledge(acknowledgement, with: reply, to: id)
        send(reply, to: id)
    }

    mutating func refuseConnection(_ id: ConnectionID, _ refusal: RoomRefusal, acknowledgement: Int?) {
        statistics.joinsRefused += 1
        acknowledge(acknowledgement, with: .connectionRefused(refusal), to: id)
        send(.connectionRefused(refusal), to: id)
    }

    /// The TV that should have decided is gone, or another.
    mutating func refuseWaiting(_ waiting: [ConnectionID]) {
        for id in waiting {
            guard case .waiting(let pending) = connections[id]?.role else { continue }
            connections[id]?.role = .none
            tellDecision(pending.peer, in: pending.code, accept: false)
            refuseConnection(id, .tvOffline, acknowledgement: pending.acknowledgement)
        }
    }
}

extension RoomRefusal {
    static let unavailable = RoomRefusal(
        code: .unavailable,
        message: "No TV with this code is on line. Compare the code with the one on the TV and type it again."
    )

    static let tvOffline = RoomRefusal(
        code: .tvOffline,
        message: "The TV has lost its connection to the server. It comes back by itself: try again in a moment.",
        retryAfter: .seconds(5)
    )

    /// Of a system whose rooms hold two.
    static let full = RoomRefusal(
        code: .busy,
        message: "Someone else is in this TV's room, which holds one sender. Ask them to leave, then try again."
    )

    static func busy(_ presenter: String?) -> RoomRefusal {
        let who = presenter ?? "Someone else"
        return RoomRefusal(
            code: .busy,
            message: "\(who) is presenting, and this TV takes one presenter at a time. Ask them to stop, then try again.",
            presenter: presenter
        )
    }
}
