import Dialects
import Wire

/// Senders that come by way of other servers: connections like any other, behind a session of that server's.
extension Rooms {
    struct Visitor: Hashable, Sendable {
        var node: NodeID
        var session: UInt64
    }

    mutating func receive(
        _ message: NodeMessage,
        from node: NodeID,
        now: MonotonicTime,
        random: inout some RandomNumberGenerator
    ) {
        switch message {
        case .join(let session, let request, let address, let acknowledgement):
            let id = arrive(Visitor(node: node, session: session), from: address, now: now)
            receive(request, from: id, acknowledgement: acknowledgement, now: now, random: &random)
        case .adopt(let session, let place): adopt(Visitor(node: node, session: session), place, now: now)
        case .ask(let session, let request, let acknowledgement):
            guard let id = visitors[Visitor(node: node, session: session)] else {
                return post(.gone(session: session), to: node)
            }
            receive(request, from: id, acknowledgement: acknowledgement, now: now, random: &random)
        case .bye(let session):
            if let id = visitors[Visitor(node: node, session: session)] { depart(id, now: now) }
        case .say, .acknowledge, .adopted, .gone, .close: hear(message, from: node, now: now)
        case .taken: break
        }
    }

    private mutating func arrive(_ visitor: Visitor, from address: IPAddress, now: MonotonicTime) -> ConnectionID {
        if let ghost = visitors[visitor] { depart(ghost, now: now) }
        lastVisitor += 1
        let id = ConnectionID(visitor: lastVisitor)
        visitors[visitor] = id
        connections[id] = Connection(address: address)
        connections[id]?.visitor = visitor
        return id
    }

    private mutating func depart(_ id: ConnectionID, now: MonotonicTime) {
        if let visitor = connections[id]?.visitor { visitors[visitor] = nil }
        disconnected(id, now: now)
    }

    /// A sender that was let in before the TV came here, or before the servers lost each other: nobody is asked or told.
    private mutating func adopt(_ visitor: Visitor, _ place: VisitorPlace, now: MonotonicTime) {
        guard rooms[place.code] != nil else {
            return post(.gone(session: visitor.session), to: visitor.node)
        }
        let id = arrive(visitor, from: place.address, now: now)
        take(in: id, place, now: now)
        post(.adopted(session: visitor.session), to: visitor.node)
    }

    /// Gives a sender back the place it had, in the room of a TV that is here.
    mutating func take(in id: ConnectionID, _ place: VisitorPlace, now: MonotonicTime) {
        if let ghost = rooms[place.code]?.connection(of: place.peer), ghost != id { leave(ghost, now: now) }
        rooms[place.code]?.members.append((place.peer, id))
        var membership = Membership(
            code: place.code,
            peer: place.peer,
            username: place.username,
            isResumed: true,
            handle: place.handle
        )
        membership.negotiationID = place.negotiationID
        enter(id, membership)
        releaseHeld(id, now: now)
    }

    /// The senders of a room whose TV is at another server now go on there.
    mutating func moveAway(_ code: ProjectionCode, now: MonotonicTime) {
        guard let room = remove(code) else { return }
        refuseWaiting(room.waiting)
        for member in room.members {
            guard case .sender(let membership) = connections[member.connection]?.role else { continue }
            connections[member.connection]?.role = .none
            if let visitor = connections[member.connection]?.visitor {
                post(.gone(session: visitor.session), to: visitor.node)
                depart(member.connection, now: now)
            } else {
                goAway(member.connection, membership, now: now)
            }
        }
    }

    /// A server is gone: so are its senders, and the TVs of ours that were there will be elsewhere.
    mutating func lost(_ node: NodeID, now: MonotonicTime) {
        for (visitor, id) in visitors where visitor.node == node { depart(id, now: now) }
        for (session, id) in stays {
            guard case .away(let stay) = connections[id]?.role, stay.host == node else { continue }
            detach(session, isSettled: stay.isHeard, now: now)
        }
    }
}
