/// Why an answer cannot be used.
package enum TestSenderError: Error, Equatable {
    /// Not a session description, or without a media section.
    case notAnAnswer
    /// The video section was refused.
    case rejected
    /// The answer takes something else than VP8 as offered.
    case noVP8
    case noICECredentials
    case noFingerprint
    /// OpenSSL could not be set up.
    case encryptionUnavailable
    /// The sender is closed.
    case closed
}
