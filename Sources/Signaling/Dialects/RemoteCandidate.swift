/// A trickled candidate of a sender, as `RTCIceCandidateInit` of W3C WebRTC §4.8.1.
package struct RemoteCandidate: Sendable, Equatable {
    package var peer: PeerID?
    package var negotiationID: String?
    /// `candidate:…`, not yet parsed; `nil` or empty means end of candidates.
    package var candidate: String?
    package var sdpMid: String?
    package var sdpMLineIndex: Int?
    package var usernameFragment: String?

    package init(
        peer: PeerID? = nil,
        negotiationID: String? = nil,
        candidate: String?,
        sdpMid: String? = nil,
        sdpMLineIndex: Int? = nil,
        usernameFragment: String? = nil
    ) {
        self.peer = peer
        self.negotiationID = negotiationID
        self.candidate = candidate
        self.sdpMid = sdpMid
        self.sdpMLineIndex = sdpMLineIndex
        self.usernameFragment = usernameFragment
    }

    package var isEndOfCandidates: Bool { candidate?.isEmpty ?? true }
}
