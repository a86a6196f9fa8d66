package import Dialects
package import Wire

/// What room servers say to each other about senders whose TV is at another server.
///
/// A sender's own server (the guest's) speaks for it to the server where its TV is (the host) under a session number that the
/// guest's server gives. The host treats it as a connection like any other.
package enum NodeMessage: Sendable, Equatable {
    /// Guest to host: a sender typed the code. The request is its `connect`, the address what its own server sees.
    case join(session: UInt64, RoomRequest, from: IPAddress, acknowledgement: Int?)
    /// Guest to host: this sender is in the room already; its TV, or the way to it, was elsewhere.
    case adopt(session: UInt64, VisitorPlace)
    /// Guest to host.
    case ask(session: UInt64, RoomRequest, acknowledgement: Int?)
    /// Guest to host: the sender has left.
    case bye(session: UInt64)
    /// Host to guest.
    case say(session: UInt64, RoomReply)
    /// Host to guest: the acknowledgement of that number.
    case acknowledge(session: UInt64, Int, RoomReply)
    case adopted(session: UInt64)
    /// Host to guest: that sender, or the room that it wants, is not here. Look again.
    case gone(session: UInt64)
    /// Host to guest: close the sender's connection.
    case close(session: UInt64)
    /// To the server that had the code before: its TV is at the sender of this now. Generations only grow.
    case taken(ProjectionCode, generation: Int64)

    package var session: UInt64? {
        switch self {
        case .join(let session, _, _, _), .adopt(let session, _), .ask(let session, _, _), .bye(let session),
            .say(let session, _), .acknowledge(let session, _, _), .adopted(let session), .gone(let session), .close(let session):
            session
        case .taken: nil
        }
    }
}

/// The place of a sender that has been let in before.
package struct VisitorPlace: Sendable, Equatable {
    package var code: ProjectionCode
    /// Where it comes from, as its own server sees it.
    package var address: IPAddress
    package var peer: PeerID
    package var username: String?
    package var handle: String?
    package var negotiationID: String?
}
