/// An `a=fingerprint` (RFC 8122 §5), not yet understood: `sha-256` and `AB:CD:…`.
package struct SDPFingerprint: Hashable, Sendable {
    package var algorithm: String
    package var value: String

    init?(parsing text: String) {
        let words = text.split(separator: " ")
        guard words.count == 2 else { return nil }
        algorithm = String(words[0])
        value = String(words[1])
    }
}
