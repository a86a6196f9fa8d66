package import RESP

/// Which Redis, and as whom.
package struct RedisConfiguration: Sendable {
    package var url: RedisURL
    package var credentials: RedisSession.Credentials?
    /// A PEM file of certificate authorities for `rediss://`; `nil` means those of the system.
    package var authorities: String?

    package init(url: RedisURL) {
        self.url = url
    }
}
