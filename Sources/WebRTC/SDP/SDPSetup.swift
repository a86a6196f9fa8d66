/// Who begins the DTLS handshake: the active side is the client (RFC 8842 §5).
package enum SDPSetup: String, Sendable {
    case active
    case passive
    case actpass
    case holdconn
}
