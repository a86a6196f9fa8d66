import Crypto

/// The SHA-256 of a server's own certificate in DER form: trust in exactly this certificate, whoever signed it.
package struct CertificatePin: Hashable, Sendable, CustomStringConvertible {
    private static let prefix = "sha256:"
    private let digest: [UInt8]

    init(certificate der: [UInt8]) {
        digest = Array(SHA256.hash(data: der))
    }

    /// Reads `sha256:` and 64 hexadecimal digits, in either case and with or without colons; anything else is `nil`.
    package init?(_ text: some StringProtocol) {
        guard text.lowercased().hasPrefix(CertificatePin.prefix) else { return nil }
        var digits: [UInt8] = []
        for character in text.dropFirst(CertificatePin.prefix.count) where character != ":" {
            guard character.isASCII, let value = character.hexDigitValue else { return nil }
            digits.append(UInt8(value))
        }
        guard digits.count == 2 * SHA256.byteCount else { return nil }
        digest = stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    /// `sha256:` and lower-case digits: what the other initializer reads.
    package var description: String {
        CertificatePin.prefix
            + digest.map { byte in
                let digits = String(byte, radix: 16)
                return byte < 16 ? "0" + digits : digits
            }.joined()
    }
}
