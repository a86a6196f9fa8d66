package import STUN
package import Wire

/// Why there is no allocation, or none any more.
package enum TURNFailure: Error, Hashable, Sendable {
    /// No answer to a request, however often it was sent.
    case unanswered
    /// 401 to a request that named user, realm and nonce: the credentials are wrong or have expired.
    case wrongCredentials
    /// The server makes every nonce stale.
    case endlesslyStaleNonce
    /// Any other error of the server: 403 forbidden, 437 mismatch, 442 no UDP, 486 quota, 508 capacity, …
    case refused(STUNErrorCode)
    /// 300: another server is to be used instead.
    case redirected(to: TransportAddress)
    /// An answer without what it has to say.
    case incomprehensible
    /// The stream to the server was closed or carried something else.
    case streamLost
}
