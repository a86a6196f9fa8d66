import DTLS
import ICE
import SDP
import Wire

extension MediaDescription {
    /// Where nothing is sent: the addresses are those of candidates (RFC 8829 §5.2.1).
    static let discardPort: UInt16 = 9
    static let anyAddress = "IN IP4 0.0.0.0"

    /// What this side's ICE and DTLS are, in a section of an offer or answer.
    mutating func appendTransport(
        _ parameters: DescriptionParameters,
        setup: SDPSetup,
        hasCandidates: Bool,
        allowsReducedSizeRTCP: Bool
    ) {
        append("ice-ufrag", parameters.credentials.usernameFragment)
        append("ice-pwd", parameters.credentials.password.exposed)
        append("ice-options", "trickle")
        append("fingerprint", parameters.fingerprint.sdpValue)
        append("setup", setup.rawValue)
        if hasCandidates {
            for candidate in parameters.candidates {
                append("candidate", String(candidate.attributeValue.dropFirst("candidate:".count)))
            }
            if parameters.isGatheringComplete { append("end-of-candidates") }
        }
        append("rtcp-mux")
        if allowsReducedSizeRTCP { append("rtcp-rsize") }
    }
}
