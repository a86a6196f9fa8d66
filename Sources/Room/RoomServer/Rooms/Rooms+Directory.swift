import Dialects
package import Wire

/// What the rooms ask the directory, and what it says.
extension Rooms {
    /// A TV that waits for its code.
    struct Registration: Sendable {
        var code: ProjectionCode
        var identity: TVIdentity
        var name: String?
        /// It asked for any code, rather than for this one with its token.
        var isNew: Bool
        /// New codes that turned out to be another's.
        var attempts = 0
        var number = 0
    }

    /// A sender whose TV is being looked for.
    struct Search: Sendable {
        var code: ProjectionCode
        var join: JoinRequest
        /// Whom its ticket names.
        var resumed: PeerID?
        var number: Int
    }

    /// Passes on what the directory has been told, and hands it what is for other servers: after each request, each deadline and
    /// each input of the directory.
    package mutating func handleDirectory(now: MonotonicTime, random: inout some RandomNumberGenerator) {
        handleEvents(now: now, random: &random)
        guard !letters.isEmpty else { return }
        for (message, node) in letters { directory.send(message, to: node, now: now) }
        letters = []
    }

    private mutating func handleEvents(now: MonotonicTime, random: inout some RandomNumberGenerator) {
        while let event = directory.pollEvent() {
            switch event {
            case .claimed(let number, let answer): claimed(number, answer, now: now, random: &random)
            case .located(let number, let location): located(number, location, now: now, random: &random)
            case .superseded(let code): superseded(code, now: now)
            case .taken(let code): taken(code, now: now, random: &random)
            case .message(let message, let node): receive(message, from: node, now: now, random: &random)
            case .undelivered(let message, _): undelivered(message, now: now)
            case .lost(let node): lost(node, now: now)
            case .down: cutOff(now: now)
            case .up: reunited(now: now)
            }
        }
    }

    mutating func claim(
        _ registration: Registration,
        by id: ConnectionID,
        now: MonotonicTime,
        random: inout some RandomNumberGenerator
    ) {
        lastQuestion += 1
        var registration = registration
        registration.number = lastQuestion
        abandonRegistration(id)
        connections[id]?.registration = registration
        let answer = directory.claim(registration.code, for: registration.identity, number: lastQuestion, now: now)
        questions[lastQuestion] = id
        if let answer { claimed(lastQuestion, answer, now: now, random: &random) }
    }

    private mutating func claimed(
        _ number: Int,
        _ answer: ClaimAnswer,
        now: MonotonicTime,
        random: inout some RandomNumberGenerator
    ) {
        guard let id = questions.removeValue(forKey: number) else { return }
        guard let registration = connections[id]?.registration, registration.number == number else {
            return abandoned(number, answer, now: now)
        }
        connections[id]?.registration = nil
        switch answer {
        case .granted, .unreachable:
            if registration.isNew {
                giveCode(registration, to: id, now: now)
            } else {
                returnCode(registration, to: id, now: now, random: &random)
            }
        case .taken:
            // Given away while its owner was forgotten, or drawn by two servers at once: a new one.
            let attempts = registration.isNew ? registration.attempts + 1 : 0
            guard attempts < 10 else { return refuseForNow(id, after: .seconds(60)) }
            issueCode(to: id, name: registration.name, isLimited: false, attempts: attempts, now: now, random: &random)
        case .superseded: refuseReplaced(id)
        }
    }

    /// The TV did not wait for the answer: its code waits for it.
    private mutating func abandoned(_ number: Int, _ answer: ClaimAnswer, now: MonotonicTime) {
        guard let code = abandonedClaims.removeValue(forKey: number) else { return }
        if answer == .granted || answer == .unreachable, rooms[code]?.tv == nil { directory.release(code, now: now) }
    }

    /// A connection that waits for a code goes, or asks for another.
    mutating func abandonRegistration(_ id: ConnectionID) {
        guard let registration = connections[id]?.registration else { return }
        connections[id]?.registration = nil
        abandonedClaims[registration.number] = registration.code
    }

    mutating func search(
        _ id: ConnectionID,
        _ code: ProjectionCode,
        _ join: JoinRequest,
        resumed: PeerID?,
        from address: IPAddress,
        now: MonotonicTime,
        random: inout some RandomNumberGenerator
    ) {
        lastQuestion += 1
        connections[id]?.search = Search(code: code, join: join, resumed: resumed, number: lastQuestion)
        questions[lastQuestion] = id
        let guesser = resumed == nil ? address : nil
        let location = directory.locate(code, guesser: guesser, number: lastQuestion, now: now)
        if let location { located(lastQuestion, location, now: now, random: &random) }
    }

    private mutating func located(
        _ number: Int,
        _ location: CodeLocation,
        now: MonotonicTime,
        random: inout some RandomNumberGenerator
    ) {
        guard let id = questions.removeValue(forKey: number) else { return }
        if case .away(let stay) = connections[id]?.role, stay.question == number { return relocate(id, location, now: now) }
        guard let search = connections[id]?.search, search.number == number else { return }
        connections[id]?.search = nil
        let isHere = rooms[search.code]?.tv != nil
        switch location {
        case .at(let node): joinElsewhere(id, search, at: node, now: now)
        case .limited(let delay): refuseGuess(id, after: delay, acknowledgement: search.join.acknowledgement)
        case .unreachable where !isHere:
            // Whether it is the code of a TV elsewhere nobody knows; for this server it was a wrong one.
            if search.resumed == nil, let address = connections[id]?.address { guesses.failed(address, now: now) }
            refuseConnection(id, .serversApart, acknowledgement: search.join.acknowledgement)
        case .here, .unknown, .unreachable:
            join(id, search.code, search.join, resumed: search.resumed, now: now, random: &random)
        }
    }

    /// The TV registered at another server, and what is left of it here is a ghost.
    private mutating func superseded(_ code: ProjectionCode, now: MonotonicTime) {
        guard let room = rooms[code] else { return }
        if let tv = room.tv { replace(tv) }
        moveAway(code, now: now)
    }

    /// One code is never shown on two TVs: this one gets another.
    private mutating func taken(_ code: ProjectionCode, now: MonotonicTime, random: inout some RandomNumberGenerator) {
        guard let room = rooms[code] else { return }
        guard let tv = room.tv else { return moveAway(code, now: now) }
        // Not for its asking: no limit of new codes applies.
        issueCode(to: tv, name: room.name, isLimited: false, now: now, random: &random)
    }
}

extension RoomRefusal {
    static let serversApart = RoomRefusal(
        code: .tvOffline,
        message: "The servers cannot reach one another just now, so this TV was not found. Try again in a moment.",
        retryAfter: .seconds(5)
    )
}
