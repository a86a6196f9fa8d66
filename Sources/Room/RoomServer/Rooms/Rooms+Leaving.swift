import Dialects
package import Wire

extension Rooms {
    /// When `handleTimeout` has something to do.
    package var nextDeadline: MonotonicTime? {
        let own = soonest(soonest(holds.next, decisions.next), nextSweep)
        return soonest(soonest(own, directory.nextDeadline), soonest(searches.next, unanswered.next))
    }

    /// Drops what was held too long, ends joins that nobody decided, and frees the codes of TVs long gone.
    package mutating func handleTimeout(now: MonotonicTime) {
        while let held = holds.popExpired(now: now) { expireHeld(held) }
        while let id = decisions.popExpired(now: now) { expireDecision(id, now: now) }
        if let sweep = nextSweep, sweep <= now { freeAbandonedCodes(now: now) }
        handleStayTimeouts(now: now)
        directory.handleTimeout(now: now)
    }

    private mutating func expireHeld(_ expired: HeldBatch) {
        let id = expired.connection
        guard let held = connections[id]?.held, held.batch == expired.batch else { return }
        // Waits for the decision, which has a deadline of its own.
        if case .waiting = connections[id]?.role { return }
        statistics.dropped += connections[id]?.held.takeAll().count ?? 0
        switch connections[id]?.role {
        case .sender, .away: refuseConnection(id, .tvOffline, acknowledgement: nil)
        case .tv, .waiting, .some(.none), nil: break
        }
    }

    private mutating func expireDecision(_ id: ConnectionID, now: MonotonicTime) {
        guard case .waiting(let pending) = connections[id]?.role, pending.deadline <= now else { return }
        leave(id, now: now)
        refusePending(id, pending)
    }

    private mutating func freeAbandonedCodes(now: MonotonicTime) {
        nextSweep = nil
        for room in rooms.values where room.tv == nil {
            if let since = room.absentSince, since + configuration.reservationTime <= now {
                close(room.code)
            } else {
                nextSweep = now + sweepInterval
            }
        }
    }

    private var sweepInterval: Duration { configuration.reservationTime / 100 }

    /// Takes a connection out of whatever it is in. Nobody is told: see `disconnected`.
    mutating func leave(_ id: ConnectionID, now: MonotonicTime) {
        connections[id]?.search = nil
        switch connections[id]?.role {
        case .tv(let code):
            directory.release(code, now: now)
            rooms[code]?.tv = nil
            rooms[code]?.absentSince = now
            rooms[code]?.state = nil
            refuseWaiting(rooms[code]?.waiting ?? [])
            rooms[code]?.waiting = []
            nextSweep = nextSweep ?? now + sweepInterval
        case .sender(let membership):
            rooms[membership.code]?.members.removeAll { $0.connection == id }
        case .waiting(let pending):
            rooms[pending.code]?.waiting.removeAll { $0 == id }
            tellDecision(pending.peer, in: pending.code, accept: false)
        case .away(let stay):
            endStay(stay, now: now)
        case .some(.none), nil:
            break
        }
        connections[id]?.role = .none
    }

    /// A sender leaves, or takes out the ghost that it left under another connection. Asked for a room or a name that is not
    /// there, this says nothing: it is no way to find codes.
    mutating func leave(_ id: ConnectionID, code: String?, handle: String?, now: MonotonicTime) {
        guard let handle else {
            if case .tv = connections[id]?.role { return }
            return leave(id, now: now)
        }
        guard let code = code.flatMap({ ProjectionCode(typed: $0) }) else { return }
        if case .away(let stay) = connections[id]?.role, stay.code == code {
            passOn(.leave(code: code.description, handle: handle), of: id, acknowledgement: nil, now: now)
        } else if let ghost = member(calledItself: handle, in: code) {
            leave(ghost, now: now)
        }
    }

    func member(calledItself handle: String, in code: ProjectionCode) -> ConnectionID? {
        rooms[code]?.members.first { member in
            if case .sender(let membership) = connections[member.connection]?.role { membership.handle == handle } else { false }
        }?.connection
    }

    /// Ends a room whose TV is away.
    mutating func close(_ code: ProjectionCode) {
        guard let room = remove(code) else { return }
        for member in room.members { connections[member.connection]?.role = .none }
    }

    /// Frees a code; whoever was in its room is the caller's business.
    mutating func remove(_ code: ProjectionCode) -> Room? {
        guard let room = rooms.removeValue(forKey: code) else { return nil }
        codeLengths.removed(code)
        return room
    }
}
