import DTLS
import RTP
import SDP

extension OfferNegotiation {
    private static let clockRate: UInt32 = 90_000

    static func parse(_ text: String) throws(NegotiationError) -> SessionDescription {
        let offer: SessionDescription
        do throws(SDPError) {
            offer = try SessionDescription(parsing: text)
        } catch .tooLarge {
            throw .tooLarge
        } catch {
            throw .notAnOffer(error)
        }
        guard !offer.media.isEmpty else { throw .notAnOffer(nil) }
        return offer
    }

    /// The section agreed on before while the offer still has it, otherwise the first that sends what is preferred, or at least can be decoded, otherwise the first that
    /// sends anything, so that the error can say what.
    static func chooseSection(
        of offer: SessionDescription,
        previous: NegotiatedSession?,
        preferred codec: EncodedFrame.Codec
    ) throws(NegotiationError) -> Int {
        let usable = offer.media.indices.filter { isUsable(offer.media[$0], in: offer) }
        // Sections never move (RFC 8829 §5.2.2), and another can only take a place with another mid.
        if let previous, usable.contains(previous.mediaIndex), offer.media[previous.mediaIndex].mid == previous.mid {
            return previous.mediaIndex
        }
        let sending = usable.filter { offer.media[$0].direction.sends }
        let preferred =
            sending.first { choose(of: offer.media[$0], preferred: codec)?.codec == codec }
            ?? sending.first { choose(of: offer.media[$0], preferred: codec) != nil }
        guard let index = preferred ?? sending.first else { throw .noVideo }
        return index
    }

    /// Video over secure RTP that the offer does not itself reject.
    private static func isUsable(_ section: MediaDescription, in offer: SessionDescription) -> Bool {
        guard section.kind == "video", section.transportProtocol.contains("RTP/SAVP") else { return false }
        guard section.port == 0 else { return true }
        // RFC 9143 §6: port 0 means "only together with others" here.
        guard section.isBundleOnly, let mid = section.mid else { return false }
        return offer.bundleGroups.contains { $0.contains(mid) }
    }

    /// Whether a section can stay in the answer for its transport alone.
    static func canCarry(_ section: MediaDescription) -> Bool {
        guard section.port != 0 || section.isBundleOnly else { return false }
        return section.transportProtocol.contains("RTP/SAVP") || section.transportProtocol.contains("DTLS/SCTP")
    }

    /// The codec to receive: the preferred one, or else the other; `nil` if there is neither.
    static func choose(
        of section: MediaDescription,
        preferred: EncodedFrame.Codec
    ) -> (codec: EncodedFrame.Codec, format: SDPCodec)? {
        let isVP9 = { (format: SDPCodec) in OfferNegotiation.isVP9(format, in: section) }
        let vp8 = section.codecs.first(where: isVP8).map { (codec: EncodedFrame.Codec.vp8, format: $0) }
        let vp9 = section.codecs.first(where: isVP9).map { (codec: EncodedFrame.Codec.vp9, format: $0) }
        return preferred == .vp8 ? vp8 ?? vp9 : vp9 ?? vp8
    }

    /// VP9 of profile 0, which is meant where none is named (RFC 9628 §6.1).
    private static func isVP9(_ codec: SDPCodec, in section: MediaDescription) -> Bool {
        guard codec.isNamed("VP9"), codec.clockRate == clockRate else { return false }
        let profile = section.formatParameters[codec.payloadType, default: []].first { $0.name.lowercased() == "profile-id" }
        return profile?.value ?? "0" == "0"
    }

    static func isVP8(_ codec: SDPCodec) -> Bool {
        codec.isNamed("VP8") && codec.clockRate == clockRate
    }

    /// The names of real codecs, each once: no retransmission, redundancy or error correction. Few and short, since the peer
    /// wrote them and people read them.
    static func codecNames(_ section: MediaDescription) -> [String] {
        let auxiliary: Set<String> = ["rtx", "red", "ulpfec", "flexfec-03"]
        var names: [String] = []
        for codec in section.codecs where !auxiliary.contains(codec.name.lowercased()) && !names.contains(codec.name) {
            names.append(codec.name)
        }
        return names.prefix(8).map { String($0.prefix(16)) }
    }

    /// RFC 4588 §8.1: `apt` names what is retransmitted.
    static func retransmission(of codec: SDPCodec, in section: MediaDescription) -> SDPCodec? {
        let parameters = section.formatParameters
        return section.codecs.first { candidate in
            guard candidate.isNamed("rtx"), candidate.clockRate == codec.clockRate else { return false }
            return parameters[candidate.payloadType, default: []].contains {
                $0.name.lowercased() == "apt" && $0.value.flatMap { UInt8($0) } == codec.payloadType
            }
        }
    }

    /// The extensions we parse and the sender will send, at most one number for each.
    static func acceptableExtensions(of section: MediaDescription, in offer: SessionDescription) -> [SDPHeaderExtension] {
        let allowsTwoBytes = section.has("extmap-allow-mixed") || offer.has("extmap-allow-mixed")
        let offered = section.headerExtensions.filter { ext in
            (ext.direction?.sends ?? true) && (ext.id < 15 || allowsTwoBytes)
        }
        var used: Set<UInt8> = []
        return HeaderExtensionIDs.Name.allCases.compactMap { name in
            guard var ext = offered.first(where: { $0.uri == name.rawValue }), used.insert(ext.id).inserted else { return nil }
            // RFC 8285 §5: what is offered one way is answered the other way.
            ext.direction = ext.direction == .sendonly ? .recvonly : nil
            return ext
        }
    }

    static func sources(of section: MediaDescription) -> (media: UInt32?, retransmission: UInt32?) {
        let pair = section.sourceGroups.first { $0.semantics == "FID" && $0.sources.count == 2 }
        return (pair?.sources[0] ?? section.sources.first, pair?.sources[1])
    }

    /// RFC 8842 §5.3: active where the offer leaves the choice, unless an association exists that this offer continues.
    static func role(
        for setup: SDPSetup?,
        _ fingerprints: [DTLSFingerprint],
        previous: NegotiatedSession?
    ) -> DTLSRole {
        switch setup {
        case .active: return .server
        case .passive: return .client
        case .actpass, .holdconn, nil:
            guard let previous, Set(previous.remoteFingerprints) == Set(fingerprints) else { return .client }
            return previous.localRole
        }
    }
}
