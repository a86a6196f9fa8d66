import DTLS
import ICE
import SDP
import Wire

extension OfferNegotiation {
    /// The answer's SDP: as many sections as the offer in the same order (RFC 8829 §5.3.1), all rejected but the video, the
    /// sound, and the one whose transport they use.
    package func answer(_ parameters: DescriptionParameters) -> String {
        let id = parameters.sessionID & UInt64(Int64.max)
        var answer = SessionDescription(origin: "- \(id) \(parameters.sessionVersion) \(MediaDescription.anyAddress)")
        if let group = bundleGroup { answer.attributes.append(SDPAttribute("group", group)) }
        if allowsMixedExtensions { answer.attributes.append(SDPAttribute("extmap-allow-mixed")) }
        answer.media = offer.media.indices.map { index in
            switch index {
            case session.mediaIndex: accepted(offer.media[index], parameters)
            case audio?.index: acceptedAudio(offer.media[index], parameters)
            case session.transportMediaIndex: carrying(offer.media[index], parameters)
            default: rejected(offer.media[index])
            }
        }
        return answer.serialized()
    }

    private var bundleGroup: String? {
        guard let mid = session.mid, offer.bundleGroups.contains(where: { $0.contains(mid) }) else { return nil }
        // The first stands for the transport (RFC 9143 §7.3.2).
        var mids: [String] = []
        for mid in [session.transportMid, mid, session.audio?.mid] {
            if let mid, !mids.contains(mid) { mids.append(mid) }
        }
        return "BUNDLE " + mids.joined(separator: " ")
    }

    private var allowsMixedExtensions: Bool {
        offer.has("extmap-allow-mixed") || offer.media[session.mediaIndex].has("extmap-allow-mixed")
    }

    private func accepted(_ offered: MediaDescription, _ parameters: DescriptionParameters) -> MediaDescription {
        let retransmission = session.retransmissionPayloadType
        var section = MediaDescription(
            kind: offered.kind,
            port: MediaDescription.discardPort,
            transportProtocol: offered.transportProtocol,
            formats: ([codec.payloadType] + (retransmission.map { [$0] } ?? [])).map(String.init)
        )
        section.connection = MediaDescription.anyAddress
        section.bandwidths = parameters.bitrate.bandwidths
        if let mid = session.mid { section.append("mid", mid) }
        section.append(session.isSending ? SDPDirection.recvonly.rawValue : SDPDirection.inactive.rawValue)
        appendTransport(to: &section, parameters, hasCandidates: session.mediaIndex == session.transportMediaIndex)
        for ext in headerExtensions { section.append("extmap", ext.attributeValue) }
        appendCodec(to: &section, offered, parameters.bitrate)
        if let retransmission {
            let rtx = SDPCodec(payloadType: retransmission, name: "rtx", clockRate: codec.clockRate)
            section.append("rtpmap", rtx.attributeValue)
            section.append("fmtp", "\(retransmission) apt=\(codec.payloadType)")
        }
        return section
    }

    private func acceptedAudio(_ offered: MediaDescription, _ parameters: DescriptionParameters) -> MediaDescription {
        guard let audio else { return rejected(offered) }
        return audio.answer(to: offered) { section in
            appendTransport(to: &section, parameters, hasCandidates: audio.index == session.transportMediaIndex)
        }
    }

    private func appendTransport(
        to section: inout MediaDescription,
        _ parameters: DescriptionParameters,
        hasCandidates: Bool
    ) {
        section.appendTransport(
            parameters,
            setup: session.localRole == .client ? .active : .passive,
            hasCandidates: hasCandidates,
            allowsReducedSizeRTCP: session.allowsReducedSizeRTCP
        )
    }

    private func appendCodec(to section: inout MediaDescription, _ offered: MediaDescription, _ bitrate: BitrateHints) {
        let offeredParameters = offered.formatParameters[codec.payloadType, default: []]
        let parameters = offeredParameters.filter { !BitrateHints.isHint($0) } + bitrate.formatParameters
        section.append("rtpmap", codec.attributeValue)
        for mechanism in session.feedback.attributeValues {
            section.append("rtcp-fb", "\(codec.payloadType) \(mechanism)")
        }
        section.append("fmtp", "\(codec.payloadType) " + parameters.map(\.text).joined(separator: ";"))
    }

    /// Port 0 and out of the BUNDLE group.
    private func rejected(_ offered: MediaDescription) -> MediaDescription {
        bare(offered, port: 0)
    }

    /// A section without a flow of its own, kept for its transport, which the video shares: with bundlePolicy "max-bundle"
    /// Chromium has no other, and fails if its section is rejected. A data channel kept so never opens.
    private func carrying(_ offered: MediaDescription, _ parameters: DescriptionParameters) -> MediaDescription {
        var section = bare(offered, port: MediaDescription.discardPort)
        appendTransport(to: &section, parameters, hasCandidates: true)
        if let port = offered.value(of: "sctp-port") { section.append("sctp-port", port) }
        return section
    }

    /// One format stays, because an `m=` line needs one, with its name, because parsers look for it.
    private func bare(_ offered: MediaDescription, port: UInt16) -> MediaDescription {
        let format = offered.formats.first ?? "0"
        var section = MediaDescription(
            kind: offered.kind,
            port: port,
            transportProtocol: offered.transportProtocol,
            formats: [format]
        )
        section.connection = MediaDescription.anyAddress
        if let mid = offered.mid { section.append("mid", mid) }
        section.append(SDPDirection.inactive.rawValue)
        if let codec = offered.codecs.first(where: { String($0.payloadType) == format }) {
            section.append("rtpmap", codec.attributeValue)
        }
        return section
    }
}
