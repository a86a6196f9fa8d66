package import SDP

/// Why an offer cannot be answered, or an answer not be taken.
package enum NegotiationError: Error, Equatable {
    case tooLarge
    /// Not a session description, or none an offer could be.
    case notAnOffer(SDPError?)
    /// Not a session description, or none that could answer our offer.
    case notAnAnswer(SDPError?)
    /// No answer is awaited: none was asked for, or it has come already.
    case unexpectedAnswer
    /// The answer takes part, but without the video.
    case videoRefused
    /// No section through which the sender sends video over RTP.
    case noVideo
    /// Neither VP8 nor VP9 of profile 0. The codecs that are named instead.
    case noUsableCodec(offered: [String])
    /// Video and RTCP would need two transports (RFC 5761).
    case notMultiplexed
    case noICECredentials
    case noFingerprint
    /// Only digests that protect nothing any more.
    case weakFingerprints([String])
    /// A good description, but this side cannot take it now.
    case unavailable(reason: String)
}

extension NegotiationError: CustomStringConvertible {
    /// What failed, why, what to do.
    package var description: String {
        switch self {
        case .tooLarge:
            "The sender's description was refused: it is larger than \(SessionDescription.maximumLength / 1024) KiB. "
                + "Let the sending page use fewer media sections or candidates."
        case .notAnOffer(let error):
            "The offer was refused: \(NegotiationError.reason(error)). Check that the sending page passes on the browser's offer "
                + "as it is."
        case .notAnAnswer(let error):
            "The answer was refused: \(NegotiationError.reason(error)). Check that the sending page answers this TV's own offer."
        case .unexpectedAnswer:
            "The answer was refused: no offer waits for it. Start the projection anew."
        case .videoRefused:
            "The answer was refused: it takes no video. Choose a screen or window to share and try again."
        case .noVideo:
            "The offer was refused: it has no video to receive. Choose a screen or window to share and try again."
        case .noUsableCodec(let offered):
            "The sender's description was refused: it has neither VP8 nor VP9 (profile 0) "
                + "(it has \(offered.isEmpty ? "no codec" : offered.joined(separator: ", "))). "
                + "Let the sending page allow one of them."
        case .notMultiplexed:
            "The sender's description was refused: it lacks rtcp-mux, so media would need a second connection. "
                + "Use an up-to-date browser, or rtcpMuxPolicy \"require\"."
        case .noICECredentials:
            "The sender's description was refused: ice-ufrag or ice-pwd is missing or malformed. "
                + "Check that the sending page passes on the browser's description as it is."
        case .noFingerprint:
            "The sender's description was refused: it has no certificate fingerprint, so nothing could be encrypted. "
                + "Use an up-to-date browser."
        case .weakFingerprints(let algorithms):
            "The sender's description was refused: its certificate fingerprint is "
                + "\(algorithms.joined(separator: ", ")), which is not safe. "
                + "Use an up-to-date browser, which announces sha-256."
        case .unavailable(let reason):
            "The sender's description was refused: \(reason). Try again."
        }
    }

    private static func reason(_ error: SDPError?) -> String {
        switch error {
        case nil: "it has none of the media sections expected"
        case .tooLarge: "it is too large"
        case .notASessionDescription: "it is not a session description"
        case .lineTooLong(let line): "line \(line) is longer than \(SessionDescription.maximumLineLength) bytes"
        case .malformedMedia(let line): "line \(line) is not a media description"
        case .tooManyMedia: "it has more than \(SessionDescription.maximumMedia) media sections"
        case .tooManyFormats(let line): "line \(line) has more than \(MediaDescription.maximumFormats) formats"
        }
    }
}
