import DTLS
import ICE
import SDP

/// Takes the sender's answer to an offer of ours (RFC 8829 §5.11).
package struct AnswerNegotiation: Sendable {
    /// What the offer and this answer agree on.
    package let session: NegotiatedSession

    /// - Parameters:
    ///   - text: the answer's SDP.
    ///   - previous: what the connection agreed on before, if this answers a later offer: its DTLS role is kept where the
    ///     answer leaves the choice.
    ///   - receivesSound: whether the offer asked for audio.
    package init(
        answer text: String,
        previous: NegotiatedSession? = nil,
        receivesSound: Bool = true
    ) throws(NegotiationError) {
        let answer = try AnswerNegotiation.parse(text)
        let index = try AnswerNegotiation.videoSection(of: answer)
        let section = answer.media[index]
        guard let codec = section.codecs.first(where: OfferNegotiation.isVP8) else {
            throw .noUsableCodec(offered: OfferNegotiation.codecNames(section))
        }
        let transport = SectionTransport(of: index, in: answer)
        guard transport.isMultiplexed else { throw .notMultiplexed }
        let ids = HeaderExtensionIDs(AnswerNegotiation.agreedExtensions(of: section))
        let hasRetransmission = OfferNegotiation.retransmission(of: codec, in: section) != nil
        let sources = OfferNegotiation.sources(of: section)
        var session = NegotiatedSession(
            mid: LocalOffer.videoMid,
            mediaIndex: index,
            transportMid: LocalOffer.videoMid,
            transportMediaIndex: index,
            isSending: section.direction.sends,
            // Whatever numbers the answer uses: the sender sends with those of our offer (RFC 3264 §6.1).
            payloadType: LocalOffer.vp8.payloadType,
            retransmissionPayloadType: hasRetransmission ? LocalOffer.retransmission.payloadType : nil,
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
            isRemoteLite: answer.isICELite,
            remoteFingerprints: try transport.fingerprints(),
            localRole: AnswerNegotiation.role(for: transport.setup, previous: previous)
        )
        if receivesSound { session.audio = AnswerNegotiation.audio(of: answer) }
        self.session = session
    }

    private static func parse(_ text: String) throws(NegotiationError) -> SessionDescription {
        do throws(SDPError) {
            return try SessionDescription(parsing: text)
        } catch .tooLarge {
            throw .tooLarge
        } catch {
            throw .notAnAnswer(error)
        }
    }

    /// Answers keep the offer's sections in their places (RFC 8829 §5.3.1); their mids may be left out where nothing is bundled.
    private static func videoSection(of answer: SessionDescription) throws(NegotiationError) -> Int {
        guard let section = answer.media.first else { throw .notAnAnswer(nil) }
        guard section.kind == "video", section.mid ?? LocalOffer.videoMid == LocalOffer.videoMid else { throw .notAnAnswer(nil) }
        guard section.port != 0 else { throw .videoRefused }
        return 0
    }

    /// The sender may send sound only over the video's transport: there is no other.
    private static func audio(of answer: SessionDescription) -> NegotiatedAudio? {
        guard answer.media.count > 1, answer.media[1].kind == "audio", answer.media[1].port != 0 else { return nil }
        let section = answer.media[1]
        let isBundled = answer.bundleGroups.contains { $0.contains(LocalOffer.videoMid) && $0.contains(LocalOffer.audioMid) }
        guard isBundled, section.mid == LocalOffer.audioMid else { return nil }
        guard section.codecs.contains(where: AudioSection.isOpus) else { return nil }
        var audio = NegotiatedAudio(
            mid: LocalOffer.audioMid,
            payloadType: LocalOffer.opus.payloadType,
            isSending: section.direction.sends,
            ssrc: section.sources.first
        )
        audio.midExtension = HeaderExtensionIDs(agreedExtensions(of: section)).mid
        return audio
    }

    private static func agreedExtensions(of section: MediaDescription) -> [SDPHeaderExtension] {
        section.headerExtensions.filter { ext in
            LocalOffer.headerExtensions.contains { $0.id == ext.id && $0.uri == ext.uri } && ext.direction?.sends ?? true
        }
    }

    /// RFC 8842 §5.3: the answer says `active` or `passive`. One that leaves it open comes from a stack that has not understood
    /// the question; the offerer of those waits (RFC 4145 §4.1).
    private static func role(for setup: SDPSetup?, previous: NegotiatedSession?) -> DTLSRole {
        switch setup {
        case .active: .server
        case .passive: .client
        case .actpass, .holdconn, nil: previous?.localRole ?? .server
        }
    }
}
