import DTLS
import ICE
import SDP
import Wire

/// An offer as Chromium writes it for a shared screen. More is offered than the sender can do: answers must take VP8.
struct OfferText {
    static let payloadType: UInt8 = 96
    static let retransmissionPayloadType: UInt8 = 97
    static let mid = "0"
    static let absSendTimeExtension: UInt8 = 2
    static let transportWideCCExtension: UInt8 = 4
    static let midExtension: UInt8 = 9

    var sessionID: UInt64
    var version: Int
    var credentials: ICECredentials
    var fingerprint: DTLSFingerprint
    var setup: SDPSetup
    /// `candidate:…`
    var candidates: [String]
    var mediaSSRC: UInt32
    var retransmissionSSRC: UInt32
    var cname: String

    var text: String {
        let lines = session + transport + extensions + codecs + sources
        return lines.map { $0 + "\r\n" }.joined()
    }

    private var session: [String] {
        [
            "v=0", "o=- \(sessionID) \(version) IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE \(Self.mid)",
            "a=extmap-allow-mixed", "a=msid-semantic: WMS screen",
            "m=video 9 UDP/TLS/RTP/SAVPF 96 97 98 99 118 119 120", "c=IN IP4 0.0.0.0", "a=rtcp:9 IN IP4 0.0.0.0",
        ]
    }

    private var transport: [String] {
        candidates.map { "a=\($0) generation 0 network-id 1" } + [
            "a=ice-ufrag:\(credentials.usernameFragment)", "a=ice-pwd:\(credentials.password.exposed)", "a=ice-options:trickle",
            "a=fingerprint:\(fingerprint.sdpValue)", "a=setup:\(setup.rawValue)", "a=mid:\(Self.mid)",
        ]
    }

    private var extensions: [String] {
        [
            "a=extmap:1 urn:ietf:params:rtp-hdrext:toffset",
            "a=extmap:\(Self.absSendTimeExtension) http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
            "a=extmap:3 urn:3gpp:video-orientation",
            "a=extmap:\(Self.transportWideCCExtension) "
                + "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
            "a=extmap:5 http://www.webrtc.org/experiments/rtp-hdrext/playout-delay",
            "a=extmap:6 http://www.webrtc.org/experiments/rtp-hdrext/video-content-type",
            "a=extmap:\(Self.midExtension) urn:ietf:params:rtp-hdrext:sdes:mid",
            "a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
            "a=sendonly", "a=msid:screen track", "a=rtcp-mux", "a=rtcp-rsize",
        ]
    }

    private var codecs: [String] {
        let feedback = ["goog-remb", "transport-cc", "ccm fir", "nack", "nack pli"]
        func codec(_ payloadType: Int, _ name: String) -> [String] {
            ["a=rtpmap:\(payloadType) \(name)/90000"] + feedback.map { "a=rtcp-fb:\(payloadType) \($0)" }
        }
        func retransmission(_ payloadType: Int, of original: Int) -> [String] {
            ["a=rtpmap:\(payloadType) rtx/90000", "a=fmtp:\(payloadType) apt=\(original)"]
        }
        return codec(96, "VP8") + retransmission(97, of: 96) + codec(98, "VP9") + ["a=fmtp:98 profile-id=0"]
            + retransmission(99, of: 98) + ["a=rtpmap:118 red/90000"] + retransmission(119, of: 118)
            + ["a=rtpmap:120 ulpfec/90000"]
    }

    private var sources: [String] {
        ["a=ssrc-group:FID \(mediaSSRC) \(retransmissionSSRC)"]
            + [mediaSSRC, retransmissionSSRC].flatMap { ["a=ssrc:\($0) cname:\(cname)", "a=ssrc:\($0) msid:screen track"] }
    }
}
