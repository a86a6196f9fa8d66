package import Dialects
package import Wire

/// What the receiver's driver has to do, in this order.
package enum ReceiverAction: Sendable, Equatable {
    case sendSignaling(SignalingCommand)
    /// The server does not react: close the connection, so that it is made again.
    case dropSignaling
    /// Make a peer connection, give it this offer, and report its answer.
    case createPeer(SessionID, offer: String, iceServers: [IceServer])
    /// Make a peer connection and an offer of its own, and report the offer.
    case createOfferingPeer(SessionID, iceServers: [IceServer])
    /// Give the peer connection the reply to its own offer.
    case applyAnswer(SessionID, answer: String)
    /// Give an existing peer connection a further offer, and report its answer.
    case applyOffer(SessionID, offer: String)
    case addRemoteCandidate(SessionID, RemoteCandidate)
    /// Close the peer connection; comes exactly once for each peer made, and nothing for that session after it.
    case closePeer(SessionID, SessionEndReason)
    case show(ReceiverScreen)
    /// What is asked over whatever is shown; `nil` takes it away.
    case ask(Question?)
    /// Write code and token to the state file; `nil` means to forget them.
    case persist(code: String?, token: Redacted<String>?)
    case log(ReceiverLogEntry)
}
