import DTLS
import ICE
package import RTP
import SDP

/// Takes an offer (RFC 8829 §5.10), chooses what to receive of it, and writes the answer.
///
/// Reading and answering are two steps, so that an offer that cannot be taken costs nothing and changes nothing.
package struct OfferNegotiation: Sendable {
    /// What will be agreed on once the answer is given.
    package let session: NegotiatedSession
    let offer: SessionDescription
    let codec: SDPCodec
    let headerExtensions: [SDPHeaderExtension]
    let audio: AudioSection?

    /// - Parameters:
    ///   - text: the offer's SDP.
    ///   - previous: what the connection agreed on before, if this is a later offer: its sections and DTLS role are kept.
    ///   - receivesSound: whether an audio section is taken too.
    ///   - preferredCodec: taken where the offer has it; otherwise the other one.
    package init(
        offer text: String,
        previous: NegotiatedSession? = nil,
        receivesSound: Bool = false,
        preferredCodec: EncodedFrame.Codec = .vp8
    ) throws(NegotiationError) {
        let offer = try OfferNegotiation.parse(text)
        let index = try OfferNegotiation.chooseSection(of: offer, previous: previous, preferred: preferredCodec)
        let section = offer.media[index]
        // What is agreed on stays, whatever is preferred: a new codec is a new stream.
        let preferred = previous?.codec ?? preferredCodec
        guard let (kind, codec) = OfferNegotiation.choose(of: section, preferred: preferred) else {
            throw .noUsableCodec(offered: OfferNegotiation.codecNames(section))
        }
        let transport = SectionTransport(of: index, in: offer)
        let transportIndex = OfferNegotiation.canCarry(offer.media[transport.taggedIndex]) ? transport.taggedIndex : index
        guard transport.isMultiplexed else { throw .notMultiplexed }
        let extensions = OfferNegotiation.acceptableExtensions(of: section, in: offer)
        let ids = HeaderExtensionIDs(extensions)
        let sources = OfferNegotiation.sources(of: section)
        let fingerprints = try transport.fingerprints()
        var session = NegotiatedSession(
            mid: section.mid,
            mediaIndex: index,
            transportMid: offer.media[transportIndex].mid,
            transportMediaIndex: transportIndex,
            isSending: section.direction.sends,
            codec: kind,
            payloadType: codec.payloadType,
            retransmissionPayloadType: OfferNegotiation.retransmission(of: codec, in: section)?.payloadType,
            headerExtensions: ids,
            feedback: FeedbackMechanisms(
                offered: section.feedback(for: codec.payloadType),
                hasTransportWideCCExtension: ids.transportWideCC != nil
            ),
            allowsReducedSizeRTCP: section.has("rtcp-rsize"),
            mediaSSRC: sources.media,
            retransmissionSSRC: sources.retransmission,
            remoteCredentials: try transport.credentials(),
            remoteCandidates: transport.candidates,
            hasAllRemoteCandidates: transport.hasAllCandidates,
            isRemoteLite: offer.isICELite,
            remoteFingerprints: fingerprints,
            localRole: OfferNegotiation.role(for: transport.setup, fingerprints, previous: previous)
        )
        let audio = receivesSound ? AudioSection(of: offer, beside: session, previous: previous?.audio) : nil
        session.audio = audio?.negotiated
        self.session = session
        self.audio = audio
        self.offer = offer
        self.codec = codec
        headerExtensions = extensions
    }
}
