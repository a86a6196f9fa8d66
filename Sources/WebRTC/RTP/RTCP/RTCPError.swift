/// Why bytes are not RTCP (RFC 3550 §6).
package enum RTCPError: Error, Equatable {
    /// A packet or one of its parts runs past the end.
    case truncated
    /// A version field is not 2.
    case unsupportedVersion(UInt8)
    /// The P bit is set, but the count in the last byte does not fit.
    case invalidPadding
    /// More packets in one datagram than any sender has reason for.
    case tooManyPackets
}
