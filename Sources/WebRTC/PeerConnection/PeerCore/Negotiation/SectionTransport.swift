import DTLS
import ICE
import SDP
import Wire

/// The transport attributes of a section: its own, those of the section that stands for its BUNDLE group (the first,
/// RFC 9143 §7.1.1), or the session's.
struct SectionTransport {
    /// Where the section stands whose transport serves: the first of the BUNDLE group, or the section itself.
    let taggedIndex: Int
    private let description: SessionDescription
    /// The section itself first.
    private let sections: [MediaDescription]

    init(of index: Int, in description: SessionDescription) {
        let section = description.media[index]
        self.description = description
        let group = description.bundleGroups.first { group in section.mid.map(group.contains) ?? false }
        taggedIndex = group?.first.flatMap { mid in description.media.firstIndex { $0.mid == mid } } ?? index
        sections = taggedIndex == index ? [section] : [section, description.media[taggedIndex]]
    }

    var isMultiplexed: Bool {
        sections.contains { $0.has("rtcp-mux") || $0.has("rtcp-mux-only") }
    }

    var setup: SDPSetup? {
        let own = sections.lazy.compactMap(\.setup).first
        return own ?? description.value(of: "setup").flatMap { SDPSetup(rawValue: $0.lowercased()) }
    }

    func credentials() throws(NegotiationError) -> ICECredentials {
        // A fragment and a password of different places do not belong together.
        let pairs = sections.map { ($0.value(of: "ice-ufrag"), $0.value(of: "ice-pwd")) }
        let common = (description.value(of: "ice-ufrag"), description.value(of: "ice-pwd"))
        for case (let fragment?, let password?) in pairs + [common] {
            let credentials = ICECredentials(usernameFragment: fragment, password: Redacted(password))
            guard credentials.isWellFormed else { throw .noICECredentials }
            return credentials
        }
        throw .noICECredentials
    }

    func fingerprints() throws(NegotiationError) -> [DTLSFingerprint] {
        let announced = sections.map(\.fingerprints).first { !$0.isEmpty } ?? description.fingerprints
        var usable: [DTLSFingerprint] = []
        var weak: [String] = []
        for fingerprint in announced {
            do throws(DTLSError) {
                usable.append(try DTLSFingerprint(algorithm: fingerprint.algorithm, value: fingerprint.value))
            } catch .unsupportedFingerprintAlgorithm(let name) {
                if weak.count < 4 { weak.append(String(name.prefix(16))) }
            } catch {
                continue
            }
        }
        guard usable.isEmpty else { return usable }
        throw weak.isEmpty ? .noFingerprint : .weakFingerprints(weak)
    }

    var candidates: [ICECandidate] {
        var seen: Set<ICECandidate> = []
        var result: [ICECandidate] = []
        for line in sections.flatMap(\.candidates) {
            guard result.count < NegotiatedSession.maximumCandidates else { break }
            guard let candidate = try? ICECandidate(parsing: line), seen.insert(candidate).inserted else { continue }
            result.append(candidate)
        }
        return result
    }

    var hasAllCandidates: Bool {
        description.has("end-of-candidates") || sections.contains { $0.has("end-of-candidates") }
    }
}
