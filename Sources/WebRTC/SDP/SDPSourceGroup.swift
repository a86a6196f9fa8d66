/// SSRCs that belong together: `a=ssrc-group` (RFC 5576 §4.2). `FID` pairs a stream with its retransmissions (RFC 4588 §8.5).
package struct SDPSourceGroup: Hashable, Sendable {
    package var semantics: String
    package var sources: [UInt32]

    init?(parsing text: String) {
        let words = text.split(separator: " ")
        guard words.count >= 2 else { return nil }
        semantics = words[0].uppercased()
        sources = words.dropFirst().compactMap { UInt32($0) }
        guard !sources.isEmpty else { return nil }
    }
}
