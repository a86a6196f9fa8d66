/// Who sends the ClientHello: the side whose SDP says `setup:active` is the client (RFC 8842 §5).
package enum DTLSRole: Sendable {
    case client
    case server
}
