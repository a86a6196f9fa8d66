import DTLS
import ICE
import PeerCore
import SDP
import Testing
import Wire

/// Offers shaped like the browsers', and what our side adds to answer them.
enum Offers {
    static let fingerprint = """
        C8:3C:9B:D8:23:89:E1:9D:0E:5C:A6:C6:D6:D2:66:83:3C:5F:8E:26:AF:3A:59:C9:76:C8:B3:9A:21:C6:C0:71
        """

    /// `addTrack` of sound and picture in Chromium: both sections `sendrecv`, extension numbers of their own.
    static let chromium = """
        v=0
        o=- 836504704615333873 2 IN IP4 127.0.0.1
        s=-
        t=0 0
        a=group:BUNDLE 0 1
        a=extmap-allow-mixed
        a=msid-semantic: WMS
        m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0
        c=IN IP4 0.0.0.0
        a=rtcp:9 IN IP4 0.0.0.0
        a=ice-ufrag:Wc4p
        a=ice-pwd:Czbi8YXZJl68V/rQ4+6nZigl
        a=ice-options:trickle
        a=fingerprint:sha-256 \(fingerprint)
        a=setup:actpass
        a=mid:0
        a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
        a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
        a=sendrecv
        a=rtcp-mux
        a=rtpmap:111 opus/48000/2
        a=fmtp:111 minptime=10;useinbandfec=1
        a=rtpmap:9 G722/8000
        m=video 9 UDP/TLS/RTP/SAVPF 102 103 96 97 45 46 118 119 120
        c=IN IP4 0.0.0.0
        a=rtcp:9 IN IP4 0.0.0.0
        a=candidate:3959143988 1 udp 2113937151 92519d83-d674-46bd-8f02-bed58b1911d7.local 51917 typ host generation 0 network-cost 999
        a=candidate:547192788 1 udp 2113942271 2001:db8::7 35379 typ host generation 0 network-cost 999
        a=ice-ufrag:Wc4p
        a=ice-pwd:Czbi8YXZJl68V/rQ4+6nZigl
        a=ice-options:trickle
        a=fingerprint:sha-256 \(fingerprint)
        a=setup:actpass
        a=mid:1
        a=extmap:14 urn:ietf:params:rtp-hdrext:toffset
        a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
        a=extmap:13 urn:3gpp:video-orientation
        a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
        a=extmap:5 http://www.webrtc.org/experiments/rtp-hdrext/playout-delay
        a=extmap:9 urn:ietf:params:rtp-hdrext:sdes:mid
        a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id
        a=sendrecv
        a=msid:- 87e72ead-ecf3-47f3-ace9-9d774179ef27
        a=rtcp-mux
        a=rtcp-rsize
        a=rtcp-xr:rcvr-rtt=all
        a=rtpmap:102 H264/90000
        a=rtpmap:103 rtx/90000
        a=fmtp:103 apt=102
        a=rtpmap:96 VP8/90000
        a=rtcp-fb:96 goog-remb
        a=rtcp-fb:96 transport-cc
        a=rtcp-fb:96 ccm fir
        a=rtcp-fb:96 nack
        a=rtcp-fb:96 nack pli
        a=rtpmap:97 rtx/90000
        a=fmtp:97 apt=96
        a=rtpmap:45 AV1/90000
        a=rtpmap:46 rtx/90000
        a=fmtp:46 apt=45
        a=rtpmap:118 red/90000
        a=rtpmap:119 rtx/90000
        a=fmtp:119 apt=118
        a=rtpmap:120 ulpfec/90000
        a=ssrc-group:FID 871171006 2480512669
        a=ssrc:871171006 cname:LeR1MSlOpnOyvEpn
        a=ssrc:2480512669 cname:LeR1MSlOpnOyvEpn

        """

    /// A screen in Firefox with a data channel: the fingerprint stands above, candidates are upper case and for two components.
    static let firefox = """
        v=0
        o=mozilla...THIS_IS_SDPARTA-99.0 5318008531800853 0 IN IP4 0.0.0.0
        s=-
        t=0 0
        a=fingerprint:sha-256 \(fingerprint)
        a=group:BUNDLE 0 1
        a=ice-options:trickle
        a=msid-semantic:WMS *
        m=video 9 UDP/TLS/RTP/SAVPF 120 124 121 125 126 127 123 122 119
        c=IN IP4 0.0.0.0
        a=candidate:0 1 UDP 2122252543 192.0.2.33 40404 typ host
        a=candidate:0 2 UDP 2122252542 192.0.2.33 40405 typ host
        a=candidate:2 1 TCP 2105524479 192.0.2.33 9 typ host tcptype active
        a=end-of-candidates
        a=sendonly
        a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid
        a=extmap:4 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
        a=extmap:5 urn:ietf:params:rtp-hdrext:toffset
        a=extmap:6/recvonly http://www.webrtc.org/experiments/rtp-hdrext/playout-delay
        a=extmap:7 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
        a=extmap-allow-mixed
        a=fmtp:120 max-fs=12288;max-fr=60
        a=fmtp:124 apt=120
        a=fmtp:121 max-fs=12288;max-fr=60
        a=fmtp:125 apt=121
        a=ice-pwd:9b1a4c1d6a1f3f6d3a9b6bfa4f0f8f10
        a=ice-ufrag:6f2a1c3d
        a=mid:0
        a=msid:{ab} {cd}
        a=rtcp-fb:120 nack
        a=rtcp-fb:120 nack pli
        a=rtcp-fb:120 ccm fir
        a=rtcp-fb:120 goog-remb
        a=rtcp-fb:120 transport-cc
        a=rtcp-mux
        a=rtcp-rsize
        a=rtpmap:120 VP8/90000
        a=rtpmap:124 rtx/90000
        a=rtpmap:121 VP9/90000
        a=rtpmap:125 rtx/90000
        a=rtpmap:123 ulpfec/90000
        a=setup:actpass
        a=ssrc:3014713458 cname:{ef}
        a=ssrc:1409911337 cname:{ef}
        a=ssrc-group:FID 3014713458 1409911337
        m=application 9 UDP/DTLS/SCTP webrtc-datachannel
        c=IN IP4 0.0.0.0
        a=sendrecv
        a=ice-pwd:9b1a4c1d6a1f3f6d3a9b6bfa4f0f8f10
        a=ice-ufrag:6f2a1c3d
        a=mid:1
        a=setup:actpass
        a=sctp-port:5000
        a=max-message-size:1073741823

        """

    static func parameters(
        candidates: [ICECandidate] = [],
        isGatheringComplete: Bool = false,
        sessionVersion: UInt64 = 1
    ) throws -> DescriptionParameters {
        DescriptionParameters(
            credentials: ICECredentials(usernameFragment: "ourUfrag", password: Redacted("ourPasswordOfTwentyFour")),
            fingerprint: try DTLSFingerprint(algorithm: "sha-256", value: fingerprint),
            candidates: candidates,
            isGatheringComplete: isGatheringComplete,
            sessionID: 42,
            sessionVersion: sessionVersion
        )
    }

    static func session(_ offer: String, previous: NegotiatedSession? = nil) throws(NegotiationError) -> NegotiatedSession {
        try OfferNegotiation(offer: offer, previous: previous).session
    }

    static func answer(_ offer: String, previous: NegotiatedSession? = nil) throws -> SessionDescription {
        let text = try OfferNegotiation(offer: offer, previous: previous).answer(try parameters())
        return try SessionDescription(parsing: text)
    }
}

extension String {
    func without(_ lines: String...) -> String {
        lines.reduce(self) { text, line in
            text.split(separator: "\n").filter { !$0.hasPrefix(line) }.joined(separator: "\n") + "\n"
        }
    }

    func replacing(line: String, with other: String) -> String {
        split(separator: "\n").map { $0.hasPrefix(line) ? other : String($0) }.joined(separator: "\n") + "\n"
    }
}
