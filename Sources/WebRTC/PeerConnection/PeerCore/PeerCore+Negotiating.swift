import DTLS
import ICE
import RTP
package import Wire

extension PeerCore {
    /// Adds the address of a socket; those added before `makeOffer` or `accept` stand in our description as host
    /// candidates.
    package mutating func addHostAddress(_ address: TransportAddress) {
        // The earlier address is preferred; each needs a preference of its own (RFC 8445 §5.1.2.1).
        let preference = UInt16.max - UInt16(clamping: localCandidates.count)
        gatherer.addSocket(address, now: latest)
        guard configuration.iceTransportPolicy == .all else { return }
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
        let negotiation = try OfferNegotiation(
            offer: offer,
            previous: negotiated,
            receivesSound: configuration.receivesSound,
            preferredCodec: configuration.preferredCodec
        )
        let session = negotiation.session
        if let previous = negotiated {
            try check(session, after: previous)
            if session.restartsICE(after: previous) {
                ice.restart(localCredentials: ICECredentials(random: &random))
                gather(now: now)
            }
        } else {
            // Who offers controls, unless the peer is lite (RFC 8445 §6.1.1).
            takeRole(session.isRemoteLite ? .controlling : .controlled, random: &random)
            gather(now: now)
        }
        try begin(session, now: now)
        // Both offered at once: ours is taken back (RFC 8829 §4.1.8.2).
        isOfferPending = false
        return negotiation.answer(descriptionParameters())
    }

    /// An offer of our own: to receive video and, beside it, sound. A later one restarts ICE while media goes on over the old
    /// pair; it is for connections that began with an offer of ours.
    ///
    /// The peer's answer goes to `accept(answer:now:)`. Until then its early checks are answered and kept, and so is the begin
    /// of its handshake.
    package mutating func makeOffer(
        now: MonotonicTime,
        random: inout some RandomNumberGenerator
    ) throws(NegotiationError) -> String {
        guard state != .ended else { throw .unavailable(reason: "the connection is over") }
        if negotiated == nil {
            takeRole(.controlling, random: &random)
        } else {
            guard hasOffered else { throw .unavailable(reason: "on this connection the sender makes the offers") }
            ice.restart(localCredentials: ICECredentials(random: &random))
        }
        gather(now: now)
        for candidate in localCandidates { ice.addLocalCandidate(candidate) }
        isOfferPending = true
        process(now: now)
        return LocalOffer.text(descriptionParameters(), receivesSound: configuration.receivesSound)
    }

    /// Takes the sender's answer to the last offer of ours.
    ///
    /// An answer that cannot be taken throws and leaves the connection as it was, but for the offer: no other answer to it will
    /// be taken.
    package mutating func accept(answer: String, now: MonotonicTime) throws(NegotiationError) {
        guard state != .ended else { throw .unavailable(reason: "the connection is over") }
        guard isOfferPending else { throw .unexpectedAnswer }
        isOfferPending = false
        let session = try AnswerNegotiation(
            answer: answer,
            previous: negotiated,
            receivesSound: configuration.receivesSound
        ).session
        if let previous = negotiated { try check(session, after: previous) }
        try begin(session, now: now)
        hasOffered = true
        let early = earlyHandshake
        earlyHandshake = []
        for datagram in early { receive(datagram, arrival: now) }
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

    /// The address behind a name of `Output.resolve`.
    package mutating func resolved(name: String, to address: IPAddress, now: MonotonicTime) {
        guard state != .ended else { return }
        ice.resolved(name: name, to: address, now: now)
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

    /// What is agreed on takes effect.
    private mutating func begin(_ session: NegotiatedSession, now: MonotonicTime) throws(NegotiationError) {
        let previous = negotiated
        if previous == nil {
            try startAssociation(session)
            state = .connecting
        }
        for candidate in localCandidates { ice.addLocalCandidate(candidate) }
        ice.setRemoteCredentials(session.remoteCredentials)
        if !(previous.map(session.continuesStream) ?? false) { startVideo(session, now: now) }
        startAudio(session, after: previous?.audio)
        negotiated = session
        for candidate in session.remoteCandidates { ice.addRemoteCandidate(candidate, now: now) }
        if session.hasAllRemoteCandidates { ice.endOfRemoteCandidates() }
        process(now: now)
    }

    private func check(_ session: NegotiatedSession, after previous: NegotiatedSession) throws(NegotiationError) {
        guard session.needsNewAssociation(after: previous) else { return }
        throw .unavailable(reason: "it belongs to another connection, with another certificate")
    }

    /// Before the first description is agreed on. The credentials stay: they may have been announced.
    private mutating func takeRole(_ role: ICEAgent.Role, random: inout some RandomNumberGenerator) {
        guard ice.role != role else { return }
        let credentials = ice.localCredentials
        ice = ICEAgent(role: role, localCredentials: credentials, tieBreaker: random.next(), seed: random.next())
    }

    private mutating func startVideo(_ session: NegotiatedSession, now: MonotonicTime) {
        video = VideoReceiver(configuration: VideoReceiver.Configuration(session, localSSRC: localSSRC), seed: seed)
        if state == .connected { video?.start(now: now) }
    }

    private mutating func startAudio(_ session: NegotiatedSession, after previous: NegotiatedAudio?) {
        guard let agreed = session.audio else {
            audio = nil
            return
        }
        if audio != nil, let previous, agreed.continuesStream(of: previous) { return }
        audio = AudioReceiver(
            configuration: AudioReceiver.Configuration(agreed, session, localSSRC: localSSRC),
            // Another number than the video's, so that their reports do not fall together.
            seed: ~seed
        )
    }

    /// Of the next offer or answer.
    private mutating func descriptionParameters() -> DescriptionParameters {
        descriptionCount += 1
        return DescriptionParameters(
            credentials: ice.localCredentials,
            fingerprint: certificate.fingerprint,
            candidates: localCandidates,
            isGatheringComplete: gatherer.isFinished,
            bitrate: isRelayed ? configuration.bitrate.overRelay : configuration.bitrate,
            sessionID: sessionID,
            sessionVersion: descriptionCount
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
        codec = session.codec
        if let ssrc = session.mediaSSRC { sources = [VideoReceiver.Source(ssrc: ssrc, rtxSSRC: session.retransmissionSSRC)] }
        transportWideCCExtension = session.headerExtensions.transportWideCC
        midExtension = session.headerExtensions.mid
        mid = session.mid
        usesReducedSizeRTCP = session.allowsReducedSizeRTCP
    }
}

extension AudioReceiver.Configuration {
    /// What the negotiation means for the receiver of the audio section.
    fileprivate init(_ audio: NegotiatedAudio, _ session: NegotiatedSession, localSSRC: UInt32) {
        self.init(localSSRC: localSSRC, cname: String(localSSRC, radix: 36), payloadType: audio.payloadType)
        ssrc = audio.ssrc
        mid = audio.mid
        midExtension = audio.midExtension
        usesNack = audio.usesNack
        usesReducedSizeRTCP = session.allowsReducedSizeRTCP
    }
}
