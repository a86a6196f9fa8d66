/// Why a candidate line is not one that can be used (RFC 8839 §5.1).
package enum ICECandidateError: Error, Equatable {
    /// An empty line: how browsers say that no more candidates follow.
    case endOfCandidates
    /// Longer than `ICECandidate.maximumLineLength`.
    case tooLong
    /// Not `candidate:` with its eight fields.
    case malformed
    /// Neither `udp` nor `tcp`.
    case unsupportedTransport
    /// A `typ` that is none of the four.
    case unsupportedKind
    /// Neither an IP address nor `<uuid>.local`: names of arbitrary hosts are not looked up.
    case unsupportedAddress
    /// Port 0, or no port at all.
    case invalidPort
}
