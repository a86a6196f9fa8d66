import DTLS
import ICE
import RTP
package import Wire

extension PeerCore {
    /// Adds the address of a socket; those added before `accept` stand in the answer as host candidates.
    package mutating func addHostAddress(_ address: TransportAddress) {
        // The earlier address is preferred; each needs a preference of its own (RFC 8445 §5.1.2.1).
        let preference = UInt16.max - UInt16(clamping: localCandidates.count)
        localCandidates.append(.host(address, localPreference: preference))
    }

    /// Takes the sender's offer, the first or a later one, and gives the answer.
    ///
    /// A later offer with new ICE credentials restarts ICE while media goes on over the old pair (RFC 8445 §9). An offer
    /// that cannot be taken throws and leaves the connection as it was.
    package mutating func accept(
        offer: String,
        now: MonotonicTime,
        random: inout some RandomNumberGenerator
    ) throws(NegotiationError) -> String {
        guard state != .ended else { throw .unavailable(reason: "the connection is over") }
        let negotiation = try OfferNegotiation(offer: offer, previous: negotiated)
        let session = negotiation.session
        if let previous = negotiated {
            guard !session.needsNewAssociation(after: previous) else {
                throw .unavailable(reason: "it belongs to another connection, with another certificate")
            }
            if session.restartsICE(after: previous) {
                ice.restart(localCredentials: ICECredentials(random: &random))
                startICE(session)
            }
            if !session.continuesStream(of: previous) { startVideo(session, now: now) }
        } else {
            try startAssociation(session)
            if session.isRemoteLite {
                let credentials = ice.localCredentials
                ice = ICEAgent(role: .controlling, localCredentials: credentials, tieBreaker: random.next(), seed: random.next())
            }
            startICE(session)
            startVideo(session, now: now)
            state = .connecting
        }
        negotiated = session
        for candidate in session.remoteCandidates { ice.addRemoteCandidate(candidate, now: now) }
        if session.hasAllRemoteCandidates { ice.endOfRemoteCandidates() }
        process(now: now)
        return answer(to: negotiation)
    }

    /// A candidate the sender trickled: the `candidate` attribute; `nil` or an empty string says that there are no more.
    package mutating func addRemoteCandidate(_ attribute: String?, now: MonotonicTime) {
        guard state != .ended else { return }
        if let attribute, !attribute.isEmpty {
            do { try ice.addRemoteCandidate(parsing: attribute, now: now) } catch { drops.candidates += 1 }
        } else {
            ice.endOfRemoteCandidates()
        }
        process(now: now)
    }

    /// The decoder decoded frame `number`.
    package mutating func frameDecoded(_ number: Int64, isKeyFrame: Bool, now: MonotonicTime) {
        video?.frameDecoded(number, isKeyFrame: isKeyFrame, now: now)
        process(now: now)
    }

    /// The decoder failed or skipped frames: only a key frame helps.
    package mutating func keyFrameNeeded(now: MonotonicTime) {
        video?.keyFrameNeeded(now: now)
        process(now: now)
    }

    private mutating func startAssociation(_ session: NegotiatedSession) throws(NegotiationError) {
        do {
            dtls = try DTLSConnection(
                role: session.localRole,
                certificate: certificate,
                remoteFingerprints: session.remoteFingerprints
            )
        } catch {
            throw .unavailable(reason: "\(error)")
        }
    }

    private mutating func startICE(_ session: NegotiatedSession) {
        for candidate in localCandidates { ice.addLocalCandidate(candidate) }
        ice.setRemoteCredentials(session.remoteCredentials)
    }

    private mutating func startVideo(_ session: NegotiatedSession, now: MonotonicTime) {
        video = VideoReceiver(configuration: VideoReceiver.Configuration(session, localSSRC: localSSRC), seed: seed)
        if state == .connected { video?.start(now: now) }
    }

    private mutating func answer(to negotiation: OfferNegotiation) -> String {
        answerCount += 1
        return negotiation.answer(
            AnswerParameters(
                credentials: ice.localCredentials,
                fingerprint: certificate.fingerprint,
                candidates: localCandidates,
                isGatheringComplete: true,
                bitrate: configuration.bitrate,
                sessionID: sessionID,
                sessionVersion: answerCount
            )
        )
    }
}

extension VideoReceiver.Configuration {
    /// What the negotiation means for the receiver of its one video section.
    fileprivate init(_ session: NegotiatedSession, localSSRC: UInt32) {
        var feedback: VideoReceiver.Feedback = []
        if session.feedback.nack { feedback.insert(.nack) }
        if session.feedback.pictureLossIndication { feedback.insert(.pictureLossIndication) }
        if session.feedback.fullIntraRequest { feedback.insert(.fullIntraRequest) }
        if session.feedback.transportWideCC { feedback.insert(.transportWideCC) }
        if session.feedback.receiverEstimatedMaximumBitrate { feedback.insert(.receiverEstimatedMaximumBitrate) }
        self.init(
            localSSRC: localSSRC,
            // RFC 7022 §4.2: a name that says nothing about the machine.
            cname: String(localSSRC, radix: 36),
            payloadType: session.payloadType,
            rtxPayloadType: session.retransmissionPayloadType,
            feedback: feedback
        )
        if let ssrc = session.mediaSSRC { sources = [VideoReceiver.Source(ssrc: ssrc, rtxSSRC: session.retransmissionSSRC)] }
        transportWideCCExtension = session.headerExtensions.transportWideCC
        midExtension = session.headerExtensions.mid
        mid = session.mid
        usesReducedSizeRTCP = session.allowsReducedSizeRTCP
    }
}
