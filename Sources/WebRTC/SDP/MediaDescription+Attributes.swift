extension MediaDescription {
    /// `a=mid` (RFC 5888).
    package var mid: String? { value(of: "mid") }

    package var isBundleOnly: Bool { has("bundle-only") }

    /// `a=sendrecv` and its kind; without any, media flows both ways (RFC 8866 §6.7).
    package var direction: SDPDirection {
        attributes.lazy.compactMap { SDPDirection(rawValue: $0.name) }.first ?? .sendrecv
    }

    /// `a=setup` (RFC 4145 §4, RFC 8842 §5); `nil` if it is missing or unknown.
    package var setup: SDPSetup? {
        value(of: "setup").flatMap { SDPSetup(rawValue: $0.lowercased()) }
    }

    package var fingerprints: [SDPFingerprint] {
        values(of: "fingerprint").compactMap(SDPFingerprint.init(parsing:))
    }

    /// `candidate:…` lines as they stand.
    package var candidates: [String] {
        values(of: "candidate").map { "candidate:\($0)" }
    }

    /// `a=extmap` lines (RFC 8285 §5) that can be read, in order.
    package var headerExtensions: [SDPHeaderExtension] {
        values(of: "extmap").compactMap(SDPHeaderExtension.init(parsing:))
    }

    /// `a=ssrc-group` lines (RFC 5576 §4.2), in order.
    package var sourceGroups: [SDPSourceGroup] {
        values(of: "ssrc-group").compactMap(SDPSourceGroup.init(parsing:))
    }

    /// The SSRCs of `a=ssrc` lines, each once, in order.
    package var sources: [UInt32] {
        var seen: Set<UInt32> = []
        return values(of: "ssrc").compactMap { value in
            guard let source = UInt32(value.prefix { $0 != " " }), seen.insert(source).inserted else { return nil }
            return source
        }
    }
}
