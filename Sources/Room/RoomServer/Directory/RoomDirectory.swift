package import RESP
package import Wire

/// Who has which code, on which server, and the way to the other servers.
///
/// Asked by the rooms, which are the same whether there is one server or there are many. What can be answered at once is
/// returned, the rest comes by `pollEvent`. A directory has no clock and no sockets: commands for the store that servers share
/// come out by `pollCommand`, and what became of them goes in by `receive`.
package protocol RoomDirectory: Sendable {
    /// A TV has come for its code, or for a new one. From then on the code is its own, renewed as long as it is not released.
    ///
    /// - Parameter number: what a later answer comes with. `nil` if it comes later.
    mutating func claim(
        _ code: ProjectionCode,
        for owner: TVIdentity,
        number: Int,
        now: MonotonicTime
    ) -> ClaimAnswer?

    /// The TV has gone; its code waits for it.
    mutating func release(_ code: ProjectionCode, now: MonotonicTime)

    /// The TV has another code now; this one is anyone's.
    mutating func free(_ code: ProjectionCode, now: MonotonicTime)

    /// Looks for the server at which the TV of a code is.
    ///
    /// - Parameter guesser: whose guess it would be if the code were wrong; `nil` for who has shown a ticket.
    mutating func locate(
        _ code: ProjectionCode,
        guesser: IPAddress?,
        number: Int,
        now: MonotonicTime
    ) -> CodeLocation?

    mutating func send(_ message: NodeMessage, to node: NodeID, now: MonotonicTime)

    /// Codes of that length at other servers, as far as is known.
    func codesElsewhere(ofLength length: Int) -> Int

    mutating func pollEvent() -> DirectoryEvent?

    var nextDeadline: MonotonicTime? { get }
    mutating func handleTimeout(now: MonotonicTime)

    mutating func pollCommand() -> NumberedCommand?
    mutating func receive(_ input: DirectoryInput, now: MonotonicTime)
    /// `nil` where there is one server only.
    var statistics: DirectoryStatistics? { get }
}

/// What became of a claim.
package enum ClaimAnswer: Sendable, Equatable {
    case granted
    /// Another TV's code.
    case taken
    /// The same TV has registered at another server since.
    case superseded
    /// Nobody could be asked. The TV has the code all the same, and hears if it turns out to be another's.
    case unreachable
}

/// Where the TV of a code is.
package enum CodeLocation: Sendable, Equatable {
    /// If anywhere, then at this server.
    case here
    case at(NodeID)
    /// At no server.
    case unknown
    /// The guesser has to wait so long before a code is looked at.
    case limited(Duration)
    /// Nobody could be asked.
    case unreachable
}

/// What a directory says by itself, in order.
package enum DirectoryEvent: Sendable, Equatable {
    case claimed(number: Int, ClaimAnswer)
    case located(number: Int, CodeLocation)
    /// The code's TV has registered at another server.
    case superseded(ProjectionCode)
    /// A code that was given while nobody could be asked turns out to be another TV's.
    case taken(ProjectionCode)
    case message(NodeMessage, from: NodeID)
    /// Nobody was there to hear it; `lost` follows.
    case undelivered(NodeMessage, to: NodeID)
    /// A server is gone, or cut off.
    case lost(NodeID)
    /// This server is cut off from the others.
    case down
    /// It is no longer.
    case up
}

/// What goes into a directory from the store that servers share.
package enum DirectoryInput: Sendable {
    case up
    case down
    /// To the command of that number.
    case reply(Int, RESPValue)
    /// On this server's channel.
    case message([UInt8])
    /// This server is about to go.
    case goodbye
}

/// A command whose reply comes with its number.
package struct NumberedCommand: Sendable, Equatable {
    package var number: Int
    package var command: DirectoryCommand
}

/// What a server knows of the others, and what went wrong with them: numbers only.
package struct DirectoryStatistics: Sendable, Equatable {
    /// Whether the store that servers share answers.
    package var isUp = false
    /// Servers that are there, this one included.
    package var servers = 0
    /// Servers whose tokens this one does not understand.
    package var strangers = 0
    /// How often the store was lost.
    package var losses = 0
    package var messagesSent = 0
    package var messagesReceived = 0
    /// Messages that nobody heard.
    package var undelivered = 0
    /// Messages of other servers that did not arrive, by their numbers.
    package var missed = 0
    /// What no server of ours says.
    package var malformed = 0
    /// Questions that the store did not answer in time.
    package var timeouts = 0
    /// Codes whose TV had moved, or was another's.
    package var codesLost = 0

    package init() {}
}
