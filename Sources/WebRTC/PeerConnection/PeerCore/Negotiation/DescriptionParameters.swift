package import DTLS
package import ICE

/// What only this side knows, and its offer or answer says.
package struct DescriptionParameters: Sendable {
    package var credentials: ICECredentials
    package var fingerprint: DTLSFingerprint
    /// Those known so far; later ones are trickled.
    package var candidates: [ICECandidate]
    /// Whether `candidates` are all (`a=end-of-candidates`).
    package var isGatheringComplete: Bool
    package var bitrate: BitrateHints
    /// Of the `o=` line: any number, the same for all descriptions of a connection.
    package var sessionID: UInt64
    /// Of the `o=` line: one more for every description of a connection (RFC 8829 §5.3.2).
    package var sessionVersion: UInt64

    package init(
        credentials: ICECredentials,
        fingerprint: DTLSFingerprint,
        candidates: [ICECandidate] = [],
        isGatheringComplete: Bool = false,
        bitrate: BitrateHints = BitrateHints(),
        sessionID: UInt64,
        sessionVersion: UInt64 = 1
    ) {
        self.credentials = credentials
        self.fingerprint = fingerprint
        self.candidates = candidates
        self.isGatheringComplete = isGatheringComplete
        self.bitrate = bitrate
        self.sessionID = sessionID
        self.sessionVersion = sessionVersion
    }
}
