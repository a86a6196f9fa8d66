package import ICE
package import RTP
package import Wire

/// A snapshot of one peer's counters, with the names of the W3C's webrtc-stats where it has them.
package struct PeerStatistics: Sendable {
    package var video: VideoReceiverStatistics?
    /// Where sound was agreed on.
    package var audio: AudioReceiverStatistics?
    /// As agreed on.
    package var codec: EncodedFrame.Codec?
    /// From ICE checks; `nil` before the first answer.
    package var roundTripTime: Duration?
    package var localCandidateType: ICECandidate.Kind?
    package var remoteCandidateType: ICECandidate.Kind?
    /// How our relay is spoken to, if the local candidate is relayed.
    package var relayProtocol: ICEServerURL.Transport?
    package var dtlsCipher: String?
    package var srtpCipher: String?
    package var drops: DatagramDrops
}

/// Datagrams that were thrown away, by reason. None of them ends a session.
package struct DatagramDrops: Hashable, Sendable {
    /// Neither STUN, DTLS nor RTP.
    package var unknown = 0
    /// DTLS or media from an address that has not passed an authenticated check.
    package var unvalidated = 0
    /// Media before there were keys, or a handshake before the answer, beyond what is kept.
    package var early = 0
    /// SRTP authentication failed.
    package var unauthenticated = 0
    /// Trickled candidates that are none.
    package var candidates = 0
    /// SRTP replays.
    package var replayed = 0
}
