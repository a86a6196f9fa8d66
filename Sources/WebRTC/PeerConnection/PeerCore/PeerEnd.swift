package import DTLS
package import SRTP

/// Why a peer connection is over.
package enum PeerEnd: Error, Equatable, Sendable {
    /// The sender closed it (DTLS close_notify).
    case closedByPeer
    /// No candidate pair worked, or consent was lost (RFC 7675).
    case mediaPathLost
    /// The handshake failed: a wrong fingerprint, no common parameters, or no answer.
    case handshakeFailed(DTLSError)
    /// The negotiated keys cannot be used.
    case encryptionUnavailable(SRTPError)
    /// This side closed it.
    case closedLocally
}
