/// A session description (RFC 8866), reduced to what WebRTC uses (RFC 8829 §5): session attributes and media sections.
///
/// Reading is permissive: lines of no use here (`i=`, `e=`, `z=`, unknown ones) are left out, LF and CRLF both end a line.
package struct SessionDescription: Hashable, Sendable {
    /// In bytes.
    package static let maximumLength = 64 * 1024
    /// In bytes, without the line's end.
    package static let maximumLineLength = 4 * 1024
    package static let maximumMedia = 8

    /// What follows `o=`: user, session id, session version, network type, address type, address.
    package var origin: String
    /// What follows `s=`.
    package var name = "-"
    /// What follows `c=`, for all sections that have none of their own.
    package var connection: String?
    package var bandwidths: [SDPBandwidth] = []
    package var attributes: [SDPAttribute] = []
    package var media: [MediaDescription] = []

    package init(origin: String) {
        self.origin = origin
    }

    /// The value of the first attribute with this name; `nil` if there is none or it has no value.
    package func value(of name: String) -> String? {
        attributes.value(of: name)
    }

    package func has(_ name: String) -> Bool {
        attributes.contains { $0.name == name }
    }

    /// The mids of each `a=group:BUNDLE` (RFC 9143 §7.1), in order.
    package var bundleGroups: [[String]] {
        attributes.values(of: "group").compactMap { value in
            let words = value.split(separator: " ").map(String.init)
            return words.first == "BUNDLE" ? Array(words.dropFirst()) : nil
        }
    }

    /// Fingerprints for all sections that have none of their own.
    package var fingerprints: [SDPFingerprint] {
        attributes.values(of: "fingerprint").compactMap(SDPFingerprint.init(parsing:))
    }

    /// Whether the peer answers checks only and makes none (RFC 8445 §2.5).
    package var isICELite: Bool { has("ice-lite") }
}

extension [SDPAttribute] {
    func values(of name: String) -> [String] {
        compactMap { $0.name == name ? $0.value : nil }
    }

    func value(of name: String) -> String? {
        first { $0.name == name }?.value
    }
}
