package import Dialects
package import Wire

/// What those who operate the server may do to a room, whatever its TV says.
extension Rooms {
    /// Every room, by code.
    package var summaries: [RoomSummary] {
        rooms.values.map(summary(of:)).sorted { $0.code.description < $1.code.description }
    }

    package func summary(of code: ProjectionCode) -> RoomSummary? { rooms[code].map(summary(of:)) }

    private func summary(of room: Room) -> RoomSummary {
        RoomSummary(
            code: room.code,
            tvName: room.name,
            isLive: room.tv != nil,
            state: room.state?.state,
            presenter: room.state?.presenter,
            senders: room.members.map { member in
                var username: String?
                if case .sender(let membership) = connections[member.connection]?.role { username = membership.username }
                return RoomSummary.Sender(peer: member.peer, username: username)
            }
        )
    }

    /// Ends a sender's projection, on both sides, and takes it out of the room; without `peer` everybody's.
    ///
    /// - Returns: how many were taken out.
    package mutating func evictSenders(_ peer: PeerID? = nil, from code: ProjectionCode, now: MonotonicTime) -> Int {
        guard let room = rooms[code] else { return 0 }
        let leaving = room.members.filter { peer == nil || $0.peer == peer }
        for (peer, connection) in leaving {
            if let tv = room.tv { send(.sessionEnd(peer: peer, reason: .endedByTV), to: tv) }
            send(.sessionEnd(peer: nil, reason: .endedByTV), to: connection)
            leave(connection, now: now)
            if rooms[code]?.presenter == peer { rooms[code]?.presenter = nil }
        }
        return leaving.count
    }

    /// Ends a room: its senders' projections, its TV's connection, and the claim to its code. A TV that comes back with its
    /// token gets the code again unless another has got it meanwhile.
    ///
    /// - Returns: whether there was such a room.
    package mutating func evict(_ code: ProjectionCode, now: MonotonicTime) -> Bool {
        guard let room = rooms[code] else { return false }
        _ = evictSenders(from: code, now: now)
        refuseWaiting(room.waiting)
        if let tv = room.tv {
            connections[tv]?.role = .none
            close(tv)
        }
        directory.release(code, now: now)
        _ = remove(code)
        return true
    }

    /// Gives a live TV another code; its senders come along.
    ///
    /// - Returns: the new code; `nil` if the TV is not here, or there is no code left.
    package mutating func rotate(
        _ code: ProjectionCode,
        now: MonotonicTime,
        random: inout some RandomNumberGenerator
    ) -> ProjectionCode? {
        guard let tv = rooms[code]?.tv else { return nil }
        issueCode(to: tv, name: rooms[code]?.name, isLimited: false, now: now, random: &random)
        // Still to be confirmed by the directory that servers share.
        if let registration = connections[tv]?.registration { return registration.code }
        guard case .tv(let new) = connections[tv]?.role, new != code else { return nil }
        return new
    }
}
