/// Why a DTLS association could not be made, or a certificate or fingerprint could not be used.
package enum DTLSError: Error, Equatable {
    /// The digest named in the SDP is not SHA-256, SHA-384 or SHA-512.
    case unsupportedFingerprintAlgorithm(String)
    /// Not hexadecimal pairs joined by colons, or not the digest's length.
    case malformedFingerprint
    /// A connection was asked for without anything to verify the peer by.
    case noFingerprint
    /// A kept certificate cannot be read, or its key is not its own.
    case damagedCertificate
    /// The peer's certificate is not the one its SDP announced.
    case fingerprintMismatch
    /// The peer supports none of our SRTP profiles.
    case noCommonSRTPProfile
    /// No handshake within the time allowed.
    case timedOut
    /// The peer ended the handshake with this alert (RFC 5246 §7.2).
    case alert(UInt8)
    /// The peer broke the protocol: OpenSSL's words.
    case protocolViolation(String)
    /// OpenSSL failed on our side: which call, and its words.
    case library(operation: String, reason: String)
}

extension DTLSError: CustomStringConvertible {
    /// What failed, why, what to do.
    package var description: String {
        switch self {
        case .unsupportedFingerprintAlgorithm(let name):
            "The sender's certificate fingerprint cannot be checked: \"\(name)\" is not SHA-256, SHA-384 or SHA-512. "
                + "Use an up-to-date browser."
        case .malformedFingerprint:
            "The sender's certificate fingerprint cannot be read: it is not colon-separated hexadecimal of the digest's length. "
                + "Check what the sending page puts into a=fingerprint."
        case .noFingerprint:
            "The connection cannot be secured: the sender announced no certificate fingerprint. Use an up-to-date browser."
        case .damagedCertificate:
            "The kept DTLS certificate cannot be used: it is damaged or its key is another's. Remove it; a new one is made."
        case .fingerprintMismatch:
            "The connection was refused: the sender's certificate is not the one it announced. "
                + "Something between sender and TV is interfering; try another network."
        case .noCommonSRTPProfile:
            "The media cannot be encrypted: sender and TV share no SRTP profile. Use an up-to-date browser."
        case .timedOut:
            "The secure connection was not made: the sender did not answer in time. Check the network between them and try again."
        case .alert(let code):
            "The secure connection was refused: the sender reported DTLS alert \(code). Reload the sending page and try again."
        case .protocolViolation(let reason):
            "The secure connection failed: the sender broke the DTLS protocol (\(reason)). Reload the sending page and try again."
        case .library(let operation, let reason):
            "The secure connection could not be prepared: OpenSSL's \(operation) failed (\(reason)). "
                + "Check the installed libssl3 package."
        }
    }
}
