package import Wire

extension SignalingSystem {
    /// Ours, and the default: Socket.IO, a room named by the projection code.
    package static let projection = SignalingSystem(
        name: "projection",
        transport: .socketIO,
        makeTVDialect: { _ in ProjectionTVDialect() },
        makeRoomDialect: { ProjectionRoomDialect() }
    )
}

extension ProjectionTVDialect: TVDialect {
    package func connected() {}

    package func receive(_ message: WireMessage, now: MonotonicTime) throws(DialectError) -> [TVDialectOutput] {
        try events(for: try message.event()).map { .event($0) }
    }

    package func send(_ command: SignalingCommand, random: inout any RandomNumberGenerator) -> [TVDialectOutput] {
        messages(for: command).map { .send(.event($0)) }
    }
}

/// One client of our room server that speaks the projection system: a TV or a sender. It remembers nothing.
package struct ProjectionRoomDialect: RoomDialect {
    package init() {}

    package func recognises(_ message: WireMessage) -> Bool { event(of: message) != nil }

    /// Only a join has something to say in an acknowledgement.
    package func acknowledges(_ message: WireMessage) -> Bool {
        guard case .event(let message) = message else { return false }
        return message.event == RoomEvent.connect.rawValue
    }

    package func receive(_ message: WireMessage) throws(DialectError) -> [RoomDialectOutput] {
        guard case .event(let message) = message else { throw .malformed(event: "message", field: "frame") }
        return [.request(try RoomProjectionDialect.request(for: message))]
    }

    package func purpose(of message: WireMessage) -> MalformedPurpose? {
        switch event(of: message) {
        case .register: .registration
        case .connect: .connection(event: RoomEvent.connect.rawValue)
        case .offerToServer: .connection(event: RoomEvent.offerToServer.rawValue)
        default: nil
        }
    }

    package func reply(_ reply: RoomReply) -> [RoomDialectOutput] {
        RoomProjectionDialect.message(for: reply).map { [.say(.event($0))] } ?? []
    }

    private func event(of message: WireMessage) -> RoomEvent? {
        guard case .event(let message) = message else { return nil }
        return RoomEvent(rawValue: message.event)
    }
}
