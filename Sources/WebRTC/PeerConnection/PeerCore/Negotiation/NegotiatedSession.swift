package import DTLS
package import ICE
package import RTP

/// What an offer and its answer agree on: one video section, perhaps an audio one, and their transport.
package struct NegotiatedSession: Hashable, Sendable {
    /// The video section's `a=mid`, as its packets carry it.
    package var mid: String?
    /// The video section's place in the description, from 0.
    package var mediaIndex: Int
    /// The section that our candidates belong to: the one that stands for the BUNDLE group (RFC 9143 §7.1.1), often the video.
    package var transportMid: String?
    /// Its place in the description, from 0.
    package var transportMediaIndex: Int
    /// Whether the sender intends to send; a later offer may pause it.
    package var isSending: Bool

    package var codec = EncodedFrame.Codec.vp8
    /// The codec's, as the offer numbers it.
    package var payloadType: UInt8
    /// Of the retransmissions of `payloadType` (RFC 4588).
    package var retransmissionPayloadType: UInt8?
    package var headerExtensions: HeaderExtensionIDs
    package var feedback: FeedbackMechanisms
    /// Whether RTCP need not be compound (RFC 5506).
    package var allowsReducedSizeRTCP: Bool
    /// The video's SSRC, where the offer names it.
    package var mediaSSRC: UInt32?
    package var retransmissionSSRC: UInt32?

    package var remoteCredentials: ICECredentials
    /// Those of the description, each once, at most `maximumCandidates`; lines that cannot be used are left out.
    package var remoteCandidates: [ICECandidate]
    package var hasAllRemoteCandidates: Bool
    /// Whether the peer only answers checks, so that we have to be controlling (RFC 8445 §6.1.1).
    package var isRemoteLite: Bool
    /// At least one.
    package var remoteFingerprints: [DTLSFingerprint]
    package var localRole: DTLSRole
    /// Sound beside the video, over the same transport.
    package var audio: NegotiatedAudio?

    package static let maximumCandidates = 64

    /// Whether this description, coming after `previous`, restarts ICE (RFC 8839 §4.4.1.1.1).
    package func restartsICE(after previous: NegotiatedSession) -> Bool {
        remoteCredentials != previous.remoteCredentials
    }

    /// Whether this description, coming after `previous`, wants a new DTLS association (RFC 8842 §4): other certificates or
    /// roles.
    package func needsNewAssociation(after previous: NegotiatedSession) -> Bool {
        Set(remoteFingerprints) != Set(previous.remoteFingerprints) || localRole != previous.localRole
    }

    /// Whether this description, coming after `previous`, describes the same stream, so that its receiver can go on.
    package func continuesStream(of previous: NegotiatedSession) -> Bool {
        mid == previous.mid && codec == previous.codec && payloadType == previous.payloadType
            && retransmissionPayloadType == previous.retransmissionPayloadType
            && headerExtensions == previous.headerExtensions && feedback == previous.feedback
    }
}
