import Crypto
package import Dialects
import SocketIOCore
package import Wire

/// A TURN server that believes whoever knows a shared secret (coturn's `use-auth-secret`): user names are times in the future.
package struct TURNAccess: Sendable {
    /// `turn:` and `turns:` URLs.
    package let urls: [String]
    /// How long credentials are valid.
    package let timeToLive: Duration
    private let secret: Redacted<String>
    /// While the secret changes: the one before it, with which nothing is signed any more.
    private let oldSecret: Redacted<String>?

    package init(urls: [String], secret: Redacted<String>, oldSecret: Redacted<String>? = nil, timeToLive: Duration) {
        self.urls = urls
        self.secret = secret
        self.oldSecret = oldSecret
        self.timeToLive = timeToLive
    }

    /// The same server as it was before the secret changed; `nil` when there is no old secret.
    var withOldSecret: TURNAccess? {
        oldSecret.map { TURNAccess(urls: urls, secret: $0, timeToLive: timeToLive) }
    }

    /// The same server with other secrets: the one that signs, then the one before it.
    package func with(_ secrets: [Redacted<String>]) -> TURNAccess? {
        secrets.first.map {
            TURNAccess(urls: urls, secret: $0, oldSecret: secrets.dropFirst().first, timeToLive: timeToLive)
        }
    }

    /// The server with credentials made for one user.
    ///
    /// - Parameters:
    ///   - subject: who it is for. TURN servers log user names, so a digest of it stands there.
    ///   - unixTime: seconds since 1970, now.
    package func server(for subject: String, unixTime: Int64) -> IceServer {
        let id = Hexadecimal.text(of: SHA256.hash(data: Array(subject.utf8)).prefix(8))
        let username = "\(unixTime + timeToLive.components.seconds):\(id)"
        let key = SymmetricKey(data: Array(secret.exposed.utf8))
        let code = HMAC<Insecure.SHA1>.authenticationCode(for: Array(username.utf8), using: key)
        return IceServer(urls: urls, username: username, credential: Redacted(Base64.encode(Array(code))))
    }
}
