/// The little that routing needs of a session description, without parsing all of it.
///
/// A description that is nonsense gives nothing here and fails where it is parsed.
package struct OfferText: Sendable, Equatable {
    /// `o=` user name and session id: the same for every offer of one peer connection (RFC 8829 §5.2.2).
    package private(set) var origin: String?
    /// Every `a=ice-ufrag`, each once.
    package private(set) var usernameFragments: [String] = []

    package init(_ sdp: String) {
        for line in sdp.utf8.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            if origin == nil, line.starts(with: "o=".utf8) {
                let words = line.dropFirst(2).split(separator: UInt8(ascii: " "), maxSplits: 2)
                if words.count == 3 { origin = "\(Substring(words[0])) \(Substring(words[1]))" }
            } else if line.starts(with: "a=ice-ufrag:".utf8) {
                let fragment = String(Substring(line.dropFirst("a=ice-ufrag:".utf8.count)))
                // A description has a handful; more would only make looking them up slow.
                if usernameFragments.count < 16, !usernameFragments.contains(fragment) { usernameFragments.append(fragment) }
            }
        }
    }

    /// The `ufrag` extension of a candidate line (RFC 8839 §5.1), or `nil`.
    package static func usernameFragment(inCandidate line: String) -> String? {
        let words = line.utf8.split(separator: UInt8(ascii: " "))
        guard let key = words.firstIndex(where: { $0.elementsEqual("ufrag".utf8) }), key + 1 < words.count else { return nil }
        return String(Substring(words[key + 1]))
    }
}
