import Crypto
import Wire

/// The token of the operating port, as a digest.
package struct OperatingToken {
    /// Bytes; what is shorter can be guessed.
    package static let shortest = 16

    private let digest: SHA256Digest

    /// `nil` for a token that is too short.
    init?(_ token: Redacted<String>) {
        guard token.exposed.utf8.count >= Self.shortest else { return nil }
        digest = SHA256.hash(data: Array(token.exposed.utf8))
    }

    /// Whether the value of an `Authorization` header is this token (RFC 6750 §2.1). Digests are compared, in constant time:
    /// how long it takes tells nothing about how much of the token was right.
    func matches(_ authorization: String?) -> Bool {
        guard let authorization, authorization.utf8.count <= 4096 else { return false }
        let parts = authorization.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return false }
        return SHA256.hash(data: Array(parts[1].utf8)) == digest
    }
}
