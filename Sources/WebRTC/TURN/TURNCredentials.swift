package import Wire

/// What a TURN server knows its users by: long-term credentials (RFC 8489 §9.2).
package struct TURNCredentials: Hashable, Sendable {
    package let username: String
    package let password: Redacted<String>

    package init(username: String, password: Redacted<String>) {
        self.username = username
        self.password = password
    }
}
