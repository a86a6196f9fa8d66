import SDP

/// The audio section of an offer that we take, and what the answer says to it.
struct AudioSection: Sendable {
    static let clockRate: UInt32 = 48_000
    /// What we ask the sender's encoder for, in offers as in answers: it begins with one channel and 32 kbit/s otherwise.
    static let wishes = [
        SDPFormatParameter("minptime", "10"), SDPFormatParameter("useinbandfec", "1"), SDPFormatParameter("stereo", "1"),
        SDPFormatParameter("maxaveragebitrate", "128000"),
    ]

    /// Its place in the offer, from 0.
    let index: Int
    let negotiated: NegotiatedAudio
    private let codec: SDPCodec
    private let feedback: [String]
    private let headerExtensions: [SDPHeaderExtension]

    /// The section agreed on before while the offer still has it, otherwise the first that sends Opus; `nil` without one.
    ///
    /// Sound comes over the picture's transport or not at all: its section has to be of the same BUNDLE group.
    init?(of offer: SessionDescription, beside video: NegotiatedSession, previous: NegotiatedAudio?) {
        guard let group = offer.bundleGroups.first(where: { group in video.mid.map(group.contains) ?? false }) else { return nil }
        let bundled = offer.media.indices.filter { index in
            let section = offer.media[index]
            guard section.kind == "audio", section.transportProtocol.contains("RTP/SAVP"), let mid = section.mid else {
                return false
            }
            return group.contains(mid) && (section.port != 0 || section.isBundleOnly)
        }
        let kept = bundled.first { index in previous != nil && offer.media[index].mid == previous?.mid }
        guard let index = kept ?? bundled.first(where: { offer.media[$0].direction.sends }) else { return nil }
        let section = offer.media[index]
        // Packets are told apart by payload type: one that both sections use tells nothing.
        let taken = [video.payloadType, video.retransmissionPayloadType]
        guard let codec = section.codecs.first(where: Self.isOpus), !taken.contains(codec.payloadType) else { return nil }

        let extensions = OfferNegotiation.acceptableExtensions(of: section, in: offer).filter { ext in
            // One counter for the transport, so it has one number (RFC 9143 §9.1), and reports only where the video's go.
            ext.uri == HeaderExtensionIDs.Name.mid.rawValue
                || (ext.uri == HeaderExtensionIDs.Name.transportWideCC.rawValue && video.feedback.transportWideCC
                    && ext.id == video.headerExtensions.transportWideCC)
        }
        let isCounted = extensions.contains { $0.uri == HeaderExtensionIDs.Name.transportWideCC.rawValue }
        let offered = section.feedback(for: codec.payloadType)
        var negotiated = NegotiatedAudio(
            mid: section.mid,
            payloadType: codec.payloadType,
            isSending: section.direction.sends,
            ssrc: section.sources.first
        )
        negotiated.midExtension = HeaderExtensionIDs(extensions).mid
        negotiated.usesNack = offered.contains("nack")
        self.index = index
        self.codec = codec
        self.negotiated = negotiated
        headerExtensions = extensions
        feedback = offered.filter { $0 == "nack" || ($0 == "transport-cc" && isCounted) }
    }

    static func isOpus(_ codec: SDPCodec) -> Bool {
        codec.isNamed("opus") && codec.clockRate == clockRate
    }

    /// The answer's section, but for its transport, which `appendTransport` adds.
    func answer(to offered: MediaDescription, appendTransport: (inout MediaDescription) -> Void) -> MediaDescription {
        var section = MediaDescription(
            kind: offered.kind,
            port: MediaDescription.discardPort,
            transportProtocol: offered.transportProtocol,
            formats: [String(codec.payloadType)]
        )
        section.connection = MediaDescription.anyAddress
        if let mid = offered.mid { section.append("mid", mid) }
        section.append(negotiated.isSending ? SDPDirection.recvonly.rawValue : SDPDirection.inactive.rawValue)
        appendTransport(&section)
        for ext in headerExtensions { section.append("extmap", ext.attributeValue) }
        section.append("rtpmap", codec.attributeValue)
        for mechanism in feedback { section.append("rtcp-fb", "\(codec.payloadType) \(mechanism)") }
        section.append("fmtp", "\(codec.payloadType) " + AudioSection.wishes.map(\.text).joined(separator: ";"))
        return section
    }
}
