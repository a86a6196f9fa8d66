import Dialects
import Wire

/// Senders of ours whose TV is at another server: what they say goes there, what is said to them comes from there.
extension Rooms {
    /// A sender's place in a room at another server.
    struct Stay: Sendable {
        var code: ProjectionCode
        var session: UInt64
        /// Where the TV is; `nil` while that is not known.
        var host: NodeID?
        /// The host has answered.
        var isHeard = false
        /// `nil` until the sender has been let in.
        var peer: PeerID?
        var username: String?
        var handle: String?
        var negotiationID: String?
        /// Still to be answered.
        var acknowledgement: Int?
        /// It came with a ticket of an earlier join.
        var isKnown = false
        /// Of the search for a host, if there is one.
        var question: Int?
        var searches = 0
    }

    /// How long a host may take to answer a join.
    static let hostPatience: Duration = .seconds(5)
    /// A TV that is lost is looked for again and again, ever more rarely.
    static let searchInterval: Duration = .seconds(1)
    /// After so many intervals it is not looked for any more.
    static let longestSearch = 600

    mutating func joinElsewhere(_ id: ConnectionID, _ search: Search, at node: NodeID, now: MonotonicTime) {
        guard let address = connections[id]?.address else { return }
        leave(id, now: now)
        let join = search.join
        var stay = Stay(code: search.code, session: nextSession(for: id), host: node)
        stay.username = join.username
        stay.handle = join.terms.handle
        stay.acknowledgement = join.acknowledgement
        stay.isKnown = search.resumed != nil
        connections[id]?.role = .away(stay)
        let visit = NodeMessage.join(
            session: stay.session,
            join.request,
            from: address,
            acknowledgement: join.acknowledgement
        )
        post(visit, to: node)
        unanswered.add(stay.session, now: now)
        passOnHeld(id, now: now)
    }

    private mutating func nextSession(for id: ConnectionID) -> UInt64 {
        lastSession += 1
        stays[lastSession] = id
        return lastSession
    }

    private mutating func passOnHeld(_ id: ConnectionID, now: MonotonicTime) {
        guard let requests = connections[id]?.held.takeAll() else { return }
        for request in requests { passOn(request, of: id, acknowledgement: nil, now: now) }
    }

    /// Hands what a sender says to the server where its TV is, or keeps it while that is not known.
    mutating func passOn(_ request: RoomRequest, of id: ConnectionID, acknowledgement: Int?, now: MonotonicTime) {
        guard case .away(var stay) = connections[id]?.role else { return }
        // Who comes back to a place says nothing before the host has given it.
        guard let host = stay.host, stay.isHeard || stay.peer == nil else { return hold(request, of: id, now: now) }
        if case .offer(_, let negotiationID) = request {
            stay.negotiationID = negotiationID
            connections[id]?.role = .away(stay)
        }
        statistics.relayed += 1
        post(.ask(session: stay.session, request, acknowledgement: acknowledgement), to: host)
    }

    /// What a host says.
    mutating func hear(_ message: NodeMessage, from node: NodeID, now: MonotonicTime) {
        guard let session = message.session, let id = stays[session], case .away(var stay) = connections[id]?.role,
            stay.session == session, stay.host == node
        else { return }
        // A host that does not have the room although the directory says so is asked again in a moment, not at once.
        let isSettled = stay.isHeard
        stay.isHeard = true
        if case .acknowledge = message { stay.acknowledgement = nil }
        connections[id]?.role = .away(stay)
        switch message {
        case .say(_, let reply): hear(reply, stay, id, now: now)
        case .acknowledge(_, let number, let reply): acknowledge(number, with: reply, to: id)
        case .adopted: passOnHeld(id, now: now)
        case .gone: detach(session, isSettled: isSettled, now: now)
        case .close: close(id)
        case .join, .adopt, .ask, .bye, .taken: break
        }
    }

    private mutating func hear(_ reply: RoomReply, _ stay: Stay, _ id: ConnectionID, now: MonotonicTime) {
        var stay = stay
        switch reply {
        case .connected(let peer, _, _, _): stay.peer = peer
        case .tvOffer(_, let negotiationID): stay.negotiationID = negotiationID
        default: break
        }
        connections[id]?.role = .away(stay)
        if case .connectionRefused = reply, stay.peer == nil { leave(id, now: now) }
        statistics.relayed += 1
        send(reply, to: id)
    }

    /// The host is gone, or no longer has the room. Who had not been let in is told so; who had keeps the place.
    mutating func detach(
        _ session: UInt64,
        refusal: RoomRefusal? = nil,
        isSettled: Bool = true,
        now: MonotonicTime
    ) {
        guard let id = stays[session], case .away(var stay) = connections[id]?.role else { return }
        guard stay.peer != nil else {
            stay.host = nil
            connections[id]?.role = .away(stay)
            leave(id, now: now)
            let refusal = refusal ?? (stay.isKnown ? .tvOffline : .unavailable)
            return refuseConnection(id, refusal, acknowledgement: stay.acknowledgement)
        }
        stay.host = nil
        stay.question = nil
        if isSettled { stay.searches = 0 }
        connections[id]?.role = .away(stay)
        if isSettled { seek(session, now: now) } else { searches.add(session, now: now) }
    }

    /// A sender whose TV was here and is elsewhere now.
    mutating func goAway(_ id: ConnectionID, _ membership: Membership, now: MonotonicTime) {
        var stay = Stay(code: membership.code, session: nextSession(for: id))
        stay.peer = membership.peer
        stay.username = membership.username
        stay.handle = membership.handle
        stay.negotiationID = membership.negotiationID
        connections[id]?.role = .away(stay)
        seek(stay.session, now: now)
    }

    /// Looks for the TV of a sender that has lost it.
    private mutating func seek(_ session: UInt64, now: MonotonicTime) {
        guard let id = stays[session], case .away(var stay) = connections[id]?.role, stay.host == nil else { return }
        stay.searches += 1
        guard stay.searches <= Self.longestSearch else {
            connections[id]?.role = .away(stay)
            return leave(id, now: now)
        }
        searches.add(session, now: now)
        let count = stay.searches
        guard stay.question == nil, count <= 16 || count.isMultiple(of: 16) else {
            connections[id]?.role = .away(stay)
            return
        }
        lastQuestion += 1
        stay.question = lastQuestion
        connections[id]?.role = .away(stay)
        questions[lastQuestion] = id
        if let location = directory.locate(stay.code, guesser: nil, number: lastQuestion, now: now) {
            questions[lastQuestion] = nil
            relocate(id, location, now: now)
        }
    }

    /// What became of a search.
    mutating func relocate(_ id: ConnectionID, _ location: CodeLocation, now: MonotonicTime) {
        guard case .away(var stay) = connections[id]?.role, let peer = stay.peer, let address = connections[id]?.address else {
            return
        }
        stay.question = nil
        connections[id]?.role = .away(stay)
        let place = VisitorPlace(
            code: stay.code,
            address: address,
            peer: peer,
            username: stay.username,
            handle: stay.handle,
            negotiationID: stay.negotiationID
        )
        switch location {
        case .at(let node):
            stays[stay.session] = nil
            stay.session = nextSession(for: id)
            stay.host = node
            stay.isHeard = false
            connections[id]?.role = .away(stay)
            post(.adopt(session: stay.session, place), to: node)
            unanswered.add(stay.session, now: now)
        case .here, .unknown:
            guard rooms[stay.code]?.tv != nil else { return }
            stays[stay.session] = nil
            take(in: id, place, now: now)
        case .limited, .unreachable:
            // Not a search: the time for which this server is cut off does not count.
            stay.searches -= 1
            connections[id]?.role = .away(stay)
        }
    }

    /// Nobody heard a message: what a sender said is kept for whoever takes its TV in.
    mutating func undelivered(_ message: NodeMessage, now: MonotonicTime) {
        guard case .ask(let session, let request, _) = message, let id = stays[session],
            case .away(let stay) = connections[id]?.role, stay.peer != nil
        else { return }
        detach(session, now: now)
        hold(request, of: id, now: now)
    }

    mutating func handleStayTimeouts(now: MonotonicTime) {
        while let session = searches.popExpired(now: now) { seek(session, now: now) }
        while let session = unanswered.popExpired(now: now) {
            guard let id = stays[session], case .away(let stay) = connections[id]?.role, !stay.isHeard, stay.host != nil else {
                continue
            }
            detach(session, now: now)
        }
    }

    /// This server reaches no other: its own rooms go on, and what its senders say is kept for a while.
    mutating func cutOff(now: MonotonicTime) {
        for (session, id) in stays {
            if case .away(let stay) = connections[id]?.role, stay.host != nil {
                detach(session, refusal: .serversApart, now: now)
            }
        }
    }

    /// TVs that left meanwhile may be elsewhere, without this server having heard of it.
    mutating func reunited(now: MonotonicTime) {
        for (_, id) in stays {
            guard case .away(var stay) = connections[id]?.role, stay.host == nil else { continue }
            stay.searches = 0
            connections[id]?.role = .away(stay)
        }
        for room in rooms.values where room.tv == nil && !room.members.isEmpty { moveAway(room.code, now: now) }
    }

    /// A sender's stay is over.
    mutating func endStay(_ stay: Stay, now: MonotonicTime) {
        stays[stay.session] = nil
        if let host = stay.host { post(.bye(session: stay.session), to: host) }
    }
}
