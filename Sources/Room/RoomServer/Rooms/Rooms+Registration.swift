import Dialects
import SocketIOCore
import Wire

extension Rooms {
    /// `TV_REGISTER`: with a code and its token that code, otherwise a new one.
    ///
    /// A code without token is no claim to it and counts for nothing: what a stock server gave means nothing here.
    mutating func register(
        _ id: ConnectionID,
        code: String?,
        token: Redacted<String>?,
        name: String?,
        now: MonotonicTime,
        random: inout some RandomNumberGenerator
    ) {
        guard let token else { return issueCode(to: id, name: name, now: now, random: &random) }
        guard let code = code.flatMap({ ProjectionCode(typed: $0) }) else {
            return refuseRegistration(id, .invalidCode, "What the TV asked for is no projection code. Ask for a new one.")
        }
        guard let identity = tickets.identity(in: token, code: code) else {
            let message = "This server did not give that code to this TV, or its key has changed. Ask for a new code."
            return refuseRegistration(id, .badToken, message)
        }
        // Given away while the server knew nothing of its owner: one code is never shown on two TVs.
        if let room = rooms[code], room.identity != identity {
            return issueCode(to: id, name: name, now: now, random: &random)
        }
        claim(Registration(code: code, identity: identity, name: name, isNew: false), by: id, now: now, random: &random)
    }

    /// The code is the TV's own, by its token and by the directory.
    mutating func returnCode(
        _ registration: Registration,
        to id: ConnectionID,
        now: MonotonicTime,
        random: inout some RandomNumberGenerator
    ) {
        let code = registration.code
        if let room = rooms[code] {
            guard room.identity == registration.identity else {
                return issueCode(to: id, name: registration.name, now: now, random: &random)
            }
            if let other = room.tv, other != id { replace(other) }
        } else {
            guard makePlace() else {
                directory.release(code, now: now)
                return refuseForNow(id, after: .seconds(60))
            }
            insert(Room(code: code, identity: registration.identity))
        }
        if rooms[code]?.tv != id { leave(id, now: now) }
        statistics.codesReturned += 1
        seat(id, in: code, name: registration.name, now: now)
    }

    /// A new code. Who asks on a connection that has one wants another: its senders come along, the old code is free.
    ///
    /// - Parameters:
    ///   - isLimited: whether it counts for the new codes that the connection's network may have.
    ///   - attempts: how many codes turned out to be another's already.
    mutating func issueCode(
        to id: ConnectionID,
        name: String?,
        isLimited: Bool = true,
        attempts: Int = 0,
        now: MonotonicTime,
        random: inout some RandomNumberGenerator
    ) {
        guard let address = connections[id]?.address else { return }
        if isLimited, let delay = newCodes.delay(for: address, now: now) { return refuseForNow(id, after: delay) }
        guard makePlace(), let code = unusedCode(random: &random) else { return refuseForNow(id, after: .seconds(60)) }
        if isLimited { newCodes.count(address, now: now) }
        var registration = Registration(code: code, identity: TVIdentity(random: &random), name: name, isNew: true)
        registration.attempts = attempts
        claim(registration, by: id, now: now, random: &random)
    }

    /// The new code is the TV's.
    mutating func giveCode(_ registration: Registration, to id: ConnectionID, now: MonotonicTime) {
        let (code, name) = (registration.code, registration.name)
        // Drawn by two TVs that waited for the directory at once.
        guard rooms[code] == nil else { return refuseForNow(id, after: .seconds(1)) }
        var room = Room(code: code, identity: registration.identity)
        if case .tv(let old) = connections[id]?.role, let previous = remove(old) {
            directory.free(old, now: now)
            refuseWaiting(previous.waiting)
            room.state = previous.state
            room.members = previous.members
            room.newestOfferer = previous.newestOfferer
            room.presenter = previous.presenter
            for member in previous.members { changeMembership(of: member.connection) { $0.code = code } }
        } else {
            leave(id, now: now)
        }
        insert(room)
        statistics.codesIssued += 1
        seat(id, in: code, name: name, now: now)
    }

    private mutating func seat(_ id: ConnectionID, in code: ProjectionCode, name: String?, now: MonotonicTime) {
        guard var room = rooms[code] else { return }
        if room.tv != id {
            refuseWaiting(room.waiting)
            room.waiting = []
            room.state = nil
        }
        room.tv = id
        room.absentSince = nil
        room.name = name ?? room.name
        rooms[code] = room
        connections[id]?.role = .tv(code)
        let token = tickets.token(for: room.identity, code: code)
        let servers = iceServers(for: room.identity.text)
        let senderURL = configuration.senderURL
        send(.registered(code: code.description, token: token, iceServers: servers, senderURL: senderURL), to: id)
        for member in room.members { releaseHeld(member.connection, now: now) }
    }

    /// The same token on a new connection: the old one is a ghost or a clone, and in either case is told.
    mutating func replace(_ id: ConnectionID) {
        connections[id]?.role = .none
        refuseReplaced(id)
    }

    mutating func refuseReplaced(_ id: ConnectionID) {
        let message = "Another TV, or this one again, registered with the same token. Only one of them can show the code."
        refuseRegistration(id, .replaced, message)
    }

    mutating func refuseRegistration(_ id: ConnectionID, _ code: RoomRefusal.Code, _ message: String) {
        statistics.registrationsRefused += 1
        send(.registrationRefused(RoomRefusal(code: code, message: message)), to: id)
    }

    mutating func refuseForNow(_ id: ConnectionID, after delay: Duration) {
        statistics.registrationsRefused += 1
        let message = "Too many codes were asked for. Wait, then register again."
        send(.registrationRefused(RoomRefusal(code: .rateLimited, message: message, retryAfter: delay)), to: id)
    }

    private func unusedCode(random: inout some RandomNumberGenerator) -> ProjectionCode? {
        let length = codeLengths.next(minimum: configuration.codeLength, elsewhere: directory.codesElsewhere)
        for _ in 0..<100 {
            let code = ProjectionCode(length: length, random: &random)
            if rooms[code] == nil { return code }
        }
        return nil
    }

    private mutating func insert(_ room: Room) {
        if rooms.updateValue(room, forKey: room.code) == nil { codeLengths.added(room.code) }
    }

    /// Whether there is room for one more room, if need be at the expense of the TV that has been away longest.
    private mutating func makePlace() -> Bool {
        guard rooms.count >= configuration.maximumRooms else { return true }
        let absent = rooms.values.filter { $0.tv == nil }
        guard let longest = absent.min(by: { ($0.absentSince ?? .zero) < ($1.absentSince ?? .zero) }) else { return false }
        close(longest.code)
        return true
    }
}
