import DTLS
import ICE
import RTP
import SDP
package import Wire

extension TestSender {
    /// Adds the address of a socket. Before `offer()` it can stand in the offer, and always in `candidates`.
    package mutating func addHostAddress(_ address: TransportAddress) {
        gatherer.addSocket(address, now: .zero)
        guard configuration.iceTransportPolicy == .all else { return }
        let candidate = ICECandidate.host(address, localPreference: UInt16.max - UInt16(clamping: hosts.count))
        hosts.append(candidate)
        ice.addLocalCandidate(candidate)
    }

    /// The candidates to trickle: `candidate:…` with the current `ufrag`.
    package var candidates: [String] {
        hosts.map { host in
            var candidate = host
            candidate.usernameFragment = ice.localCredentials.usernameFragment
            return candidate.attributeValue
        }
    }

    /// The `a=mid` of the one media section, for trickled candidates.
    package var mid: String { OfferText.mid }

    /// The offer's SDP. A later one describes the same stream; with `restartingICE` under new credentials.
    package mutating func offer(restartingICE: Bool = false) -> String {
        if restartingICE { ice.restart(localCredentials: ICECredentials(random: &random)) }
        offerCount += 1
        return OfferText(
            sessionID: sessionID,
            version: offerCount + 1,
            credentials: ice.localCredentials,
            fingerprint: certificate.fingerprint,
            setup: configuration.setup,
            candidates: configuration.offersCandidates ? candidates : [],
            mediaSSRC: mediaSSRC,
            retransmissionSSRC: retransmissionSSRC,
            cname: cname
        ).text
    }

    /// Takes the receiver's answer to the last offer. An answer that cannot be used throws and changes nothing.
    package mutating func accept(answer text: String, now: MonotonicTime) throws(TestSenderError) {
        guard state != .closed else { throw .closed }
        guard let answer = try? SessionDescription(parsing: text), let section = answer.media.first else { throw .notAnAnswer }
        guard section.port != 0 else { throw .rejected }
        guard section.payloadTypes.contains(OfferText.payloadType) else { throw .noVP8 }
        guard let fragment = section.value(of: "ice-ufrag") ?? answer.value(of: "ice-ufrag"),
            let password = section.value(of: "ice-pwd") ?? answer.value(of: "ice-pwd")
        else { throw .noICECredentials }
        if dtls == nil {
            // Whoever is active begins (RFC 8842 §5).
            try startAssociation(section, in: answer, role: section.setup == .passive ? .client : .server)
            video = VideoSender(configuration: configuration(for: section), random: &random)
            state = .connecting
        }
        ice.setRemoteCredentials(ICECredentials(usernameFragment: fragment, password: Redacted(password)))
        for line in section.candidates { try? ice.addRemoteCandidate(parsing: line, now: now) }
        if section.has("end-of-candidates") { ice.endOfRemoteCandidates() }
        releaseEarlyHandshake(now: now)
        process(now: now)
    }

    /// A candidate the receiver trickled; `nil` or an empty string says that there are no more.
    package mutating func addRemoteCandidate(_ attribute: String?, now: MonotonicTime) {
        try? ice.addRemoteCandidate(parsing: attribute ?? "", now: now)
        process(now: now)
    }

    mutating func startAssociation(
        _ section: MediaDescription,
        in description: SessionDescription,
        role: DTLSRole
    ) throws(TestSenderError) {
        let announced = section.fingerprints.isEmpty ? description.fingerprints : section.fingerprints
        let fingerprints = announced.compactMap { try? DTLSFingerprint(algorithm: $0.algorithm, value: $0.value) }
        guard !fingerprints.isEmpty else { throw .noFingerprint }
        do {
            dtls = try DTLSConnection(
                role: role,
                certificate: certificate,
                remoteFingerprints: fingerprints
            )
        } catch {
            throw .encryptionUnavailable
        }
    }

    private func configuration(for section: MediaDescription) -> VideoSender.Configuration {
        func accepted(_ id: UInt8) -> UInt8? { section.headerExtensions.contains { $0.id == id } ? id : nil }
        let canRepair = section.payloadTypes.contains(OfferText.retransmissionPayloadType)
        return VideoSender.Configuration(
            ssrc: mediaSSRC,
            retransmissionSSRC: retransmissionSSRC,
            cname: cname,
            payloadType: OfferText.payloadType,
            retransmissionPayloadType: canRepair ? OfferText.retransmissionPayloadType : nil,
            mid: OfferText.mid,
            midExtension: accepted(OfferText.midExtension),
            transportWideCCExtension: accepted(OfferText.transportWideCCExtension),
            absSendTimeExtension: accepted(OfferText.absSendTimeExtension),
            pacing: configuration.pacing,
            opensWithPadding: configuration.opensWithPadding,
            rateControl: configuration.rateControl
        )
    }
}
