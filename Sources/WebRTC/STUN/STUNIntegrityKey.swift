import Crypto
package import Wire

/// What MESSAGE-INTEGRITY is made and checked with: HMAC-SHA1 (RFC 8489 §14.5).
package struct STUNIntegrityKey: Sendable {
    private let key: SymmetricKey

    /// Short-term credentials, as ICE uses them (RFC 8489 §9.1.1). ICE passwords are ASCII, so they need no preparation.
    package init(password: Redacted<String>) {
        key = SymmetricKey(data: Array(password.exposed.utf8))
    }

    /// Long-term credentials: MD5 of user name, realm and password (RFC 8489 §9.2.2). User name and password are taken as they
    /// are, so whoever types them has to have prepared them (RFC 8265).
    package init(username: String, realm: [UInt8], password: Redacted<String>) {
        let colon = UInt8(ascii: ":")
        let text = Array(username.utf8) + [colon] + realm + [colon] + Array(password.exposed.utf8)
        key = SymmetricKey(data: Array(Insecure.MD5.hash(data: text)))
    }

    /// 20 bytes.
    func code(for bytes: [UInt8]) -> [UInt8] {
        Array(HMAC<Insecure.SHA1>.authenticationCode(for: bytes, using: key))
    }

    /// Takes the same time wherever the codes differ.
    func isValid(_ code: [UInt8], for bytes: [UInt8]) -> Bool {
        HMAC<Insecure.SHA1>.isValidAuthenticationCode(code, authenticating: bytes, using: key)
    }
}
