import DTLS
import ICE
import SDP
package import Wire

extension TestSender {
    /// Takes a receiver's offer, the first or a later one, and gives the answer: VP8 sent in the section that asks for it, and
    /// sound accepted but never sent.
    package mutating func answer(offer text: String, now: MonotonicTime) throws(TestSenderError) -> String {
        guard state != .closed else { throw .closed }
        guard let offer = try? SessionDescription(parsing: text),
            let video = offer.media.first(where: { $0.kind == "video" }), let mid = video.mid
        else { throw .notAnAnswer }
        guard let codec = video.codecs.first(where: { $0.isNamed("VP8") }) else { throw .noVP8 }
        guard let fragment = video.value(of: "ice-ufrag"), let password = video.value(of: "ice-pwd") else {
            throw .noICECredentials
        }
        let credentials = ICECredentials(usernameFragment: fragment, password: Redacted(password))
        let answering = configuration.answer
        if dtls == nil {
            if !answering.insistsOnControlling { beControlled() }
            try startAssociation(video, in: offer, role: answering.setup == .active ? .client : .server)
            self.video = VideoSender(configuration: configuration(answering: video, mid: mid, codec: codec), random: &random)
            state = .connecting
        } else if ice.remoteCredentials != credentials {
            ice.restart(localCredentials: ICECredentials(random: &random))
        }
        ice.setRemoteCredentials(credentials)
        for line in video.candidates { try? ice.addRemoteCandidate(parsing: line, now: now) }
        process(now: now)
        return answerText(to: offer)
    }

    private mutating func beControlled() {
        let credentials = ice.localCredentials
        ice = ICEAgent(role: .controlled, localCredentials: credentials, tieBreaker: random.next(), seed: random.next())
        for host in hosts { ice.addLocalCandidate(host) }
    }

    private func configuration(answering section: MediaDescription, mid: String, codec: SDPCodec) -> VideoSender.Configuration {
        func id(_ name: String) -> UInt8? { section.headerExtensions.first { $0.uri.hasSuffix(name) }?.id }
        let repair = configuration.answer.takesRetransmission ? section.codecs.first { $0.isNamed("rtx") } : nil
        return VideoSender.Configuration(
            ssrc: mediaSSRC,
            retransmissionSSRC: retransmissionSSRC,
            cname: cname,
            payloadType: codec.payloadType,
            retransmissionPayloadType: repair?.payloadType,
            mid: mid,
            midExtension: id("sdes:mid"),
            transportWideCCExtension: id("transport-wide-cc-extensions-01"),
            absSendTimeExtension: id("abs-send-time"),
            pacing: configuration.pacing,
            opensWithPadding: configuration.opensWithPadding
        )
    }

    private func answerText(to offer: SessionDescription) -> String {
        let taken = offer.media.filter { $0.kind == "video" || ($0.kind == "audio" && configuration.answer.takesAudio) }
        var answer = SessionDescription(origin: "- \(sessionID) 2 IN IP4 127.0.0.1")
        answer.attributes = [SDPAttribute("group", "BUNDLE " + taken.compactMap(\.mid).joined(separator: " "))]
        if configuration.answer.isLite { answer.attributes.append(SDPAttribute("ice-lite")) }
        answer.media = offer.media.map { section in
            taken.contains(section) ? accepted(section) : rejected(section)
        }
        return answer.serialized()
    }

    private func rejected(_ offered: MediaDescription) -> MediaDescription {
        var section = MediaDescription(
            kind: offered.kind,
            port: 0,
            transportProtocol: offered.transportProtocol,
            formats: offered.formats
        )
        if let mid = offered.mid { section.append("mid", mid) }
        section.append("inactive")
        return section
    }

    private func accepted(_ offered: MediaDescription) -> MediaDescription {
        let isRepair = { (codec: SDPCodec) in codec.isNamed("rtx") }
        let codecs = offered.codecs.filter { configuration.answer.takesRetransmission || !isRepair($0) }
        var section = MediaDescription(
            kind: offered.kind,
            port: 9,
            transportProtocol: offered.transportProtocol,
            formats: codecs.map { String($0.payloadType) }
        )
        section.connection = "IN IP4 0.0.0.0"
        if configuration.offersCandidates {
            for candidate in candidates { section.append("candidate", "\(candidate.dropFirst("candidate:".count)) generation 0") }
        }
        section.append("ice-ufrag", ice.localCredentials.usernameFragment)
        section.append("ice-pwd", ice.localCredentials.password.exposed)
        section.append("ice-options", "trickle")
        section.append("fingerprint", certificate.fingerprint.sdpValue)
        section.append("setup", configuration.answer.setup.rawValue)
        if let mid = offered.mid { section.append("mid", mid) }
        section.append("sendonly")
        section.append("rtcp-mux")
        section.append("rtcp-rsize")
        for name in ["extmap", "rtpmap", "rtcp-fb", "fmtp"] {
            for value in offered.values(of: name) where isKept(name, value, codecs) { section.append(name, value) }
        }
        if offered.kind == "video" {
            section.append("ssrc-group", "FID \(mediaSSRC) \(retransmissionSSRC)")
            for ssrc in [mediaSSRC, retransmissionSSRC] { section.append("ssrc", "\(ssrc) cname:\(cname)") }
        }
        return section
    }

    /// An extension, or what belongs to a codec that is taken.
    private func isKept(_ name: String, _ value: String, _ codecs: [SDPCodec]) -> Bool {
        name == "extmap" || codecs.contains { value.hasPrefix("\($0.payloadType) ") }
    }
}
