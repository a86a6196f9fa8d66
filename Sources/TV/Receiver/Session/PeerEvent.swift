package import Dialects
package import Wire

/// What a session's peer connection reports.
package enum PeerEvent: Sendable, Equatable {
    /// The answer to the offer that was given last.
    case answerReady(sdp: String)
    /// The offer that was asked for.
    case offerReady(sdp: String)
    /// One of our own candidates to trickle; `nil` or empty means end of candidates.
    case localCandidate(candidate: String?, sdpMid: String?, sdpMLineIndex: Int?, usernameFragment: String?)
    /// ICE and DTLS are through.
    case connected
    /// The first frame has been decoded and can be shown.
    case firstFrame
    /// Something authenticated (RTP, RTCP, STUN) was last heard at that moment. Report it at least every 500 ms while
    /// that moment moves.
    case heard(at: MonotonicTime)
    /// The latest figures, for `TV_STATUS`; the state in them is overwritten.
    case statistics(ProjectionStatus)
    /// The connection cannot go on, or never came about. `detail` is for the log: what failed, why, what to do.
    case failed(SessionEndReason, detail: String)
    /// The sender closed the connection (DTLS close_notify).
    case closedByPeer
}
