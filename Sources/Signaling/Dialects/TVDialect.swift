package import Wire

/// A signaling system as a TV speaks it to that system's server: wire ⇄ events and commands.
///
/// Pure: it is told what came, when, and what is to be said, and answers with what follows. A dialect may remember what its
/// system makes a client remember (a room, a user id, who called), but holds no connection and reads no clock.
package protocol TVDialect: Sendable {
    /// There is a connection, the first or a new one: what was joined over an earlier one is not joined any more.
    mutating func connected()

    /// Reads one message of the server. Throws for one that means nothing, which costs nobody anything.
    mutating func receive(_ message: WireMessage, now: MonotonicTime) throws(DialectError) -> [TVDialectOutput]

    /// Writes what the TV says; nothing where the system has no word for it.
    mutating func send(_ command: SignalingCommand, random: inout any RandomNumberGenerator) -> [TVDialectOutput]
}

/// What follows from a message or a command, in this order.
package enum TVDialectOutput: Sendable, Equatable {
    case event(SignalingEvent)
    case send(WireMessage)
    /// Leave the server and come back: the system has no other way to undo what was said to it.
    case reconnect
}

/// What the configuration says to a TV's dialect.
package struct TVDialectSettings: Sendable, Equatable {
    /// The room to be called in, where the system has rooms and the TV is not to choose one.
    package var room: String?
    /// The TV's user id, where the system has users. Digits are sent as a number, text in double quotes always as text.
    package var userID: String?

    package init(room: String? = nil, userID: String? = nil) {
        self.room = room
        self.userID = userID
    }
}
