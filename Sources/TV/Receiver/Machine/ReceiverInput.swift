package import Dialects

/// All that can happen to the receiver, time aside.
package enum ReceiverInput: Sendable, Equatable {
    /// The connection to the room server is up; it may have been up before.
    case signalingConnected
    case signalingDisconnected
    case signaling(SignalingEvent)
    case peer(SessionID, PeerEvent)
    /// A changed name counts from the next registration on.
    case settings(ReceiverSettings)
    /// Someone asked for a new code; the old one is given up at once.
    case newCodeWanted
    /// Someone at the TV ends a session, or whatever is on the screen.
    case sessionEndWanted(SessionID?)
    /// Someone at the TV answers the question on the screen.
    case decision(accept: Bool)
    /// The process stops: every sender is told `tv-restart`, and nothing is started any more.
    case shutdown
}
