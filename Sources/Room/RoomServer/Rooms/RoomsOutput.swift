package import Dialects

/// What the rooms want said.
package enum RoomsOutput: Sendable, Equatable {
    case send(RoomReply, to: ConnectionID)
    /// The acknowledgement that came with the request of that number; `reply` is also sent as an event.
    case acknowledge(Int, with: RoomReply, to: ConnectionID)
    /// Close the connection once all has been said, in a way that stock clients come back from.
    case close(ConnectionID)
}
