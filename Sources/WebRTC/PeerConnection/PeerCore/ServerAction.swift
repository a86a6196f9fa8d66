package import ICE
package import Wire

/// What a peer connection needs done about STUN and TURN servers that a UDP socket cannot do.
package enum ServerAction: Sendable, Equatable {
    /// Look the name up, and tell `PeerCore.serverResolved`.
    case resolve(host: String)
    /// Connect; with a name by TLS, to the server of that name. Then tell `streamOpened` or `streamClosed`.
    case connect(ServerStreamID, to: TransportAddress, tlsName: String?)
    case send(ServerStreamID, bytes: [UInt8])
    case disconnect(ServerStreamID)
    /// For the log: the server gives no candidate, or none any more. The connection goes on without it.
    case report(ICEServerURL, CandidateGatherer.Failure)
}
