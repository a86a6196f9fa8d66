import STUN
package import Wire

/// One side's user name fragment and password (RFC 8445 §5.3).
package struct ICECredentials: Hashable, Sendable {
    package let usernameFragment: String
    package let password: Redacted<String>

    package init(usernameFragment: String, password: Redacted<String>) {
        self.usernameFragment = usernameFragment
        self.password = password
    }

    /// New local credentials: 48 bits of fragment and 144 bits of password. The generator must be cryptographically
    /// secure.
    package init(random: inout some RandomNumberGenerator) {
        usernameFragment = ICECredentials.text(8, from: &random)
        password = Redacted(ICECredentials.text(24, from: &random))
    }

    /// Whether the lengths and characters are those of RFC 8839 §5.4: 4 to 256 and 22 to 256 letters, digits, `+`, `/`;
    /// `-`, `_` and `=`, which some write, pass too.
    package var isWellFormed: Bool {
        func allowed(_ text: String) -> Bool {
            text.utf8.allSatisfy { ICECredentials.alphabet.contains($0) || $0 == 0x2D || $0 == 0x5F || $0 == 0x3D }
        }
        return (4...256).contains(usernameFragment.utf8.count) && (22...256).contains(password.exposed.utf8.count)
            && allowed(usernameFragment) && allowed(password.exposed)
    }

    var integrityKey: STUNIntegrityKey { STUNIntegrityKey(password: password) }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    private static func text(_ count: Int, from random: inout some RandomNumberGenerator) -> String {
        let characters = (0..<count).map { _ in alphabet[Int(random.next(upperBound: UInt(alphabet.count)))] }
        return String(decoding: characters, as: UTF8.self)
    }
}
