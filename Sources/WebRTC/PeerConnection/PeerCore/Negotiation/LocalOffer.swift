import DTLS
import ICE
import SDP

/// The offer we make where a signaling system wants it from us: to receive one video and perhaps one audio, over one transport.
struct LocalOffer {
    static let videoMid = "0"
    static let audioMid = "1"
    static let vp8 = SDPCodec(payloadType: 96, name: "VP8", clockRate: 90_000)
    static let retransmission = SDPCodec(payloadType: 97, name: "rtx", clockRate: 90_000)
    static let opus = SDPCodec(payloadType: 111, name: "opus", clockRate: AudioSection.clockRate, channels: 2)

    /// The same numbers in both sections, as one transport demands (RFC 9143 §9.1).
    static let headerExtensions: [SDPHeaderExtension] = [
        SDPHeaderExtension(id: 2, uri: HeaderExtensionIDs.Name.absSendTime.rawValue),
        SDPHeaderExtension(id: 4, uri: HeaderExtensionIDs.Name.transportWideCC.rawValue),
        SDPHeaderExtension(id: 9, uri: HeaderExtensionIDs.Name.mid.rawValue),
    ]

    private static let feedback = ["goog-remb", "transport-cc", "ccm fir", "nack", "nack pli"]
    private static let transportProtocol = "UDP/TLS/RTP/SAVPF"

    /// The offer's SDP (RFC 8829 §5.2). The answerer chooses who begins the handshake (RFC 8842 §5.2).
    ///
    /// - Parameter receivesSound: whether it asks for audio too.
    static func text(_ parameters: DescriptionParameters, receivesSound: Bool) -> String {
        let id = parameters.sessionID & UInt64(Int64.max)
        var offer = SessionDescription(origin: "- \(id) \(parameters.sessionVersion) \(MediaDescription.anyAddress)")
        offer.attributes = [
            SDPAttribute("group", receivesSound ? "BUNDLE \(videoMid) \(audioMid)" : "BUNDLE \(videoMid)"),
            SDPAttribute("extmap-allow-mixed"),
        ]
        offer.media = receivesSound ? [video(parameters), audio(parameters)] : [video(parameters)]
        return offer.serialized()
    }

    private static func video(_ parameters: DescriptionParameters) -> MediaDescription {
        var section = section(kind: "video", mid: videoMid, codecs: [vp8, retransmission], parameters)
        section.bandwidths = parameters.bitrate.bandwidths
        for ext in headerExtensions { section.append("extmap", ext.attributeValue) }
        section.append("rtpmap", vp8.attributeValue)
        for mechanism in feedback { section.append("rtcp-fb", "\(vp8.payloadType) \(mechanism)") }
        let hints = parameters.bitrate.formatParameters.map(\.text).joined(separator: ";")
        section.append("fmtp", "\(vp8.payloadType) \(hints)")
        section.append("rtpmap", retransmission.attributeValue)
        section.append("fmtp", "\(retransmission.payloadType) apt=\(vp8.payloadType)")
        return section
    }

    private static func audio(_ parameters: DescriptionParameters) -> MediaDescription {
        var section = section(kind: "audio", mid: audioMid, codecs: [opus], parameters)
        for ext in headerExtensions where ext.uri != HeaderExtensionIDs.Name.absSendTime.rawValue {
            section.append("extmap", ext.attributeValue)
        }
        section.append("rtpmap", opus.attributeValue)
        section.append("rtcp-fb", "\(opus.payloadType) transport-cc")
        section.append("fmtp", "\(opus.payloadType) " + AudioSection.wishes.map(\.text).joined(separator: ";"))
        return section
    }

    private static func section(
        kind: String,
        mid: String,
        codecs: [SDPCodec],
        _ parameters: DescriptionParameters
    ) -> MediaDescription {
        var section = MediaDescription(
            kind: kind,
            port: MediaDescription.discardPort,
            transportProtocol: transportProtocol,
            formats: codecs.map { String($0.payloadType) }
        )
        section.connection = MediaDescription.anyAddress
        section.append("mid", mid)
        section.append(SDPDirection.recvonly.rawValue)
        // Candidates belong to the first section of the group (RFC 8829 §5.2.1).
        section.appendTransport(parameters, setup: .actpass, hasCandidates: mid == videoMid, allowsReducedSizeRTCP: true)
        return section
    }
}
