/// Why bytes are not an RTP packet (RFC 3550 §5.1).
package enum RTPError: Error, Equatable {
    /// The packet ends inside its fixed header, its CSRC list or its header extension.
    case truncated
    /// The version field is not 2.
    case unsupportedVersion(UInt8)
    /// The P bit is set, but the count in the last byte is zero or reaches into the header.
    case invalidPadding
}
