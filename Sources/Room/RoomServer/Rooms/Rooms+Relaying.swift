import Dialects
import JSON
import Wire

extension Rooms {
    /// Offers, candidates, states and ends of a sender, for the TV of its room.
    mutating func fromSender(_ id: ConnectionID, _ standing: Standing, _ request: RoomRequest, now: MonotonicTime) {
        let membership: Membership
        switch standing {
        case .sender(let found): membership = found
        case .away: return passOn(request, of: id, acknowledgement: nil, now: now)
        // What a sender says is for the TV that it looks for, not for the one it still has.
        case .searching, .other, .tv: return hold(request, of: id, now: now)
        }
        guard let tv = rooms.look(at: membership.code, { $0.tv }) ?? nil else { return hold(request, of: id, now: now) }
        let peer = membership.peer
        switch request {
        case .offer(let offer, let negotiationID):
            rooms[membership.code]?.newestOfferer = peer
            changeMembership(of: id) { $0.negotiationID = negotiationID }
            connections.look(at: id) { $0.candidates = CandidateCounts() }
            let reply = RoomReply.offer(
                offer,
                peer: peer,
                username: membership.username,
                negotiationID: negotiationID,
                resumed: membership.isResumed,
                iceServers: iceServers(for: rooms[membership.code]?.identity.text ?? "")
            )
            relay(reply, to: tv)
        case .candidate(let candidate, _, let negotiationID):
            guard admitCandidate(of: id, { $0.countToTV() }) else { return }
            relay(.candidate(candidate, peer: peer, negotiationID: negotiationID ?? membership.negotiationID), to: tv)
        case .senderState(let state):
            relay(.senderState(state, peer: peer), to: tv)
        case .sessionEnd(_, let reason):
            ended(peer, in: membership.code)
            relay(.sessionEnd(peer: peer, reason: reason), to: tv)
        case .wantOffer: wantOffer(id, membership, from: tv)
        case .answer(let answer, _, let negotiationID):
            guard membership.isOffered else {
                statistics.undeliverable += 1
                return
            }
            changeMembership(of: id) { $0.isOffered = false }
            if rooms[membership.code]?.presenter == nil { rooms[membership.code]?.presenter = peer }
            relay(.answerToTV(answer, peer: peer, negotiationID: negotiationID ?? membership.negotiationID), to: tv)
        case .register, .state, .connect, .tvOffer, .status, .decide, .leave:
            statistics.undeliverable += 1
        }
    }

    /// The sender is told before the TV, so that it knows its part when the TV's offer comes.
    private mutating func wantOffer(_ id: ConnectionID, _ membership: Membership, from tv: ConnectionID) {
        let offers = rooms[membership.code]?.state?.offers ?? false
        send(.whoOffers(tv: offers), to: id)
        guard offers else { return }
        let (peer, username) = (membership.peer, membership.username)
        let iceServers = iceServers(for: rooms[membership.code]?.identity.text ?? "")
        relay(.offerWanted(peer: peer, username: username, iceServers: iceServers), to: tv)
    }

    /// Answers, candidates, statuses and ends of a TV, for the sender it names, or the newest if it names none.
    mutating func fromTV(of code: ProjectionCode, _ request: RoomRequest) {
        guard let room = rooms[code] else {
            statistics.undeliverable += 1
            return
        }
        if case .status(var status, let peer) = request {
            status["clientId"] = nil
            if let peer, status["state"]?.string == TVState.projecting.rawValue { rooms[code]?.presenter = peer }
            let members = peer.map { peer in room.members.filter { $0.peer == peer } } ?? room.members
            for member in members { relay(.status(status), to: member.connection) }
            return
        }
        guard let (peer, sender, membership) = addressee(of: request, in: room) else {
            statistics.undeliverable += 1
            return
        }
        switch request {
        case .tvOffer(let offer, _, let negotiationID):
            changeMembership(of: sender) {
                $0.isOffered = true
                $0.negotiationID = negotiationID
            }
            connections.look(at: sender) { $0.candidates = CandidateCounts() }
            relay(.tvOffer(offer, negotiationID: negotiationID), to: sender)
        case .answer(let answer, _, let negotiationID):
            if room.presenter == nil { rooms[code]?.presenter = peer }
            relay(.answer(answer, negotiationID: negotiationID ?? membership.negotiationID), to: sender)
        case .candidate(let candidate, _, let negotiationID):
            guard admitCandidate(of: sender, { $0.countToSender() }) else { return }
            let negotiationID = negotiationID ?? membership.negotiationID
            relay(.candidate(candidate, peer: nil, negotiationID: negotiationID), to: sender)
        case .sessionEnd(_, let reason):
            ended(peer, in: code)
            let presenter = reason == .replaced ? newcomer(than: peer, in: room) : nil
            relay(.sessionEnd(peer: nil, reason: reason, presenter: presenter), to: sender)
        case .register, .state, .connect, .offer, .wantOffer, .status, .senderState, .decide, .leave:
            statistics.undeliverable += 1
        }
    }

    /// `TV_STATE`.
    mutating func tvState(_ id: ConnectionID, _ state: RoomTVState) {
        guard case .tv(let code) = connections[id]?.role else {
            statistics.undeliverable += 1
            return
        }
        rooms[code]?.state = state
        if !state.isTaken { rooms[code]?.presenter = nil }
    }

    private mutating func addressee(of request: RoomRequest, in room: Room) -> (PeerID, ConnectionID, Membership)? {
        let named: PeerID?
        switch request {
        case .answer(_, let peer, _), .tvOffer(_, let peer, _), .candidate(_, let peer, _), .sessionEnd(let peer, _): named = peer
        default: named = nil
        }
        guard let peer = named ?? room.newestOfferer, let sender = room.connection(of: peer),
            case .sender(let membership)? = connections.look(at: sender, { $0.role })
        else { return nil }
        return (peer, sender, membership)
    }

    /// The name of whose picture took the place of a sender's: a TV ends the one when it has the other.
    private func newcomer(than peer: PeerID, in room: Room) -> String? {
        guard let newest = room.newestOfferer, newest != peer, let connection = room.connection(of: newest),
            case .sender(let membership) = connections[connection]?.role
        else { return nil }
        return membership.username
    }

    private mutating func ended(_ peer: PeerID, in code: ProjectionCode) {
        if rooms[code]?.presenter == peer { rooms[code]?.presenter = nil }
    }

    mutating func changeMembership(of id: ConnectionID, _ change: (inout Membership) -> Void) {
        connections.look(at: id) { connection in
            guard case .sender(var membership) = connection.role else { return }
            connection.role = .none
            change(&membership)
            connection.role = .sender(membership)
        }
    }

    /// Counts a candidate of a sender's, or for a sender; `false`, and dropped, if it is one too many for this negotiation.
    private mutating func admitCandidate(of id: ConnectionID, _ count: (inout CandidateCounts) -> Int) -> Bool {
        let number = connections.look(at: id) { count(&$0.candidates) } ?? 0
        guard number > configuration.maximumCandidates else { return true }
        statistics.dropped += 1
        return false
    }

    private mutating func relay(_ reply: RoomReply, to id: ConnectionID) {
        statistics.relayed += 1
        send(reply, to: id)
    }

    /// Keeps what a sender says before it has joined (stock pages do not wait for a reply), while its join waits for a
    /// decision, and while the TV of its room is away for a moment.
    mutating func hold(_ request: RoomRequest, of id: ConnectionID, now: MonotonicTime) {
        switch request {
        case .offer, .candidate, .wantOffer:
            guard connections[id]?.held.hold(request) == true, let held = connections[id]?.held else {
                statistics.dropped += 1
                return
            }
            if held.requests.count == 1 { holds.add(HeldBatch(connection: id, batch: held.batch), now: now) }
        case .sessionEnd:
            // Stopped before it began.
            statistics.dropped += connections[id]?.held.takeAll().count ?? 0
        default:
            statistics.undeliverable += 1
        }
    }

    /// Hands over what was held, now that there is someone to hand it to.
    mutating func releaseHeld(_ id: ConnectionID, now: MonotonicTime) {
        guard let requests = connections[id]?.held.takeAll() else { return }
        for request in requests {
            guard let standing = connections.look(at: id, { $0.standing }) else { return }
            fromSender(id, standing, request, now: now)
        }
    }
}
