/// A signaling system as our room server speaks it to one client: wire ⇄ requests and replies.
///
/// The rooms know one set of requests and replies; a dialect maps them and keeps what its system makes a server remember of
/// that one client. Pure, like `TVDialect`.
package protocol RoomDialect: Sendable {
    /// The client is here. `query` is what followed the `?` in the address it opened.
    mutating func opened(query: String) -> [RoomDialectOutput]

    /// Whether this is a message of this system: several may share a transport, and what a client says first decides.
    func recognises(_ message: WireMessage) -> Bool

    /// Whether the rooms will have an answer for a message that wants to be acknowledged.
    func acknowledges(_ message: WireMessage) -> Bool

    /// Reads what the client said.
    ///
    /// - Throws: `DialectError` when the message is none of this system's, or has not what it needs.
    mutating func receive(_ message: WireMessage) throws(DialectError) -> [RoomDialectOutput]

    /// What a message that could not be read was meant to be, for an answer that helps; `nil` if nobody waits for one.
    func purpose(of message: WireMessage) -> MalformedPurpose?

    /// Writes what the rooms say to this client; nothing where the system has no word for it.
    mutating func reply(_ reply: RoomReply) -> [RoomDialectOutput]
}

extension RoomDialect {
    package mutating func opened(query: String) -> [RoomDialectOutput] { [] }
    package func recognises(_ message: WireMessage) -> Bool { true }
    package func acknowledges(_ message: WireMessage) -> Bool { false }
    package func purpose(of message: WireMessage) -> MalformedPurpose? { nil }
}

/// What follows from a message or a reply, in this order.
package enum RoomDialectOutput: Sendable, Equatable {
    case request(RoomRequest)
    case say(WireMessage)
    /// This client cannot be talked to.
    case close
}

/// What a message was for that could not be read.
package enum MalformedPurpose: Sendable, Equatable {
    case registration
    /// Coming into a room, or an offer; `event` is its name on the wire.
    case connection(event: String)
}
