/// Which way media flows, from the point of view of the side that wrote it (RFC 8866 §6.7).
package enum SDPDirection: String, Sendable {
    case sendrecv
    case sendonly
    case recvonly
    case inactive

    /// Whether the side that wrote it sends.
    package var sends: Bool { self == .sendrecv || self == .sendonly }
}
