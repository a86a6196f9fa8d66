import ICE
import PeerCore
import SDP
import Testing
import Wire

@Suite struct AnswerTests {
    @Test func answersChromiumWithVP8Alone() throws {
        let candidate = ICECandidate.host(TransportAddress(.v4(0xC000_0201), 5004))
        let parameters = try Offers.parameters(candidates: [candidate], isGatheringComplete: true)
        let answer = try OfferNegotiation(offer: Offers.chromium).answer(parameters)
        let expected = """
            v=0
            o=- 42 1 IN IP4 0.0.0.0
            s=-
            t=0 0
            a=group:BUNDLE 0 1
            a=extmap-allow-mixed
            m=audio 9 UDP/TLS/RTP/SAVPF 111
            c=IN IP4 0.0.0.0
            a=mid:0
            a=inactive
            a=rtpmap:111 opus/48000/2
            a=ice-ufrag:ourUfrag
            a=ice-pwd:ourPasswordOfTwentyFour
            a=ice-options:trickle
            a=fingerprint:sha-256 \(Offers.fingerprint)
            a=setup:active
            a=\(candidate.attributeValue)
            a=end-of-candidates
            a=rtcp-mux
            a=rtcp-rsize
            m=video 9 UDP/TLS/RTP/SAVPF 96 97
            c=IN IP4 0.0.0.0
            b=AS:10000
            b=TIAS:10000000
            a=mid:1
            a=recvonly
            a=ice-ufrag:ourUfrag
            a=ice-pwd:ourPasswordOfTwentyFour
            a=ice-options:trickle
            a=fingerprint:sha-256 \(Offers.fingerprint)
            a=setup:active
            a=rtcp-mux
            a=rtcp-rsize
            a=extmap:9 urn:ietf:params:rtp-hdrext:sdes:mid
            a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
            a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
            a=rtpmap:96 VP8/90000
            a=rtcp-fb:96 transport-cc
            a=rtcp-fb:96 ccm fir
            a=rtcp-fb:96 nack
            a=rtcp-fb:96 nack pli
            a=fmtp:96 x-google-start-bitrate=4000;x-google-max-bitrate=10000
            a=rtpmap:97 rtx/90000
            a=fmtp:97 apt=96
            """
        #expect(answer == expected.split(separator: "\n").map { "\($0)\r\n" }.joined())
    }

    @Test func answersFirefoxAndKeepsItsParameters() throws {
        let answer = try Offers.answer(Offers.firefox)
        let video = answer.media[0]
        #expect(video.formats == ["120", "124"])
        #expect(
            video.formatParameters[120, default: []].map(\.text) == [
                "max-fs=12288", "max-fr=60", "x-google-start-bitrate=4000", "x-google-max-bitrate=10000",
            ]
        )
        #expect(video.feedback(for: 120).contains("nack"))
        #expect(answer.has("extmap-allow-mixed"))
        #expect(!video.has("extmap-allow-mixed"))
        let data = answer.media[1]
        #expect(data.port == 0)
        #expect(data.transportProtocol == "UDP/DTLS/SCTP")
        #expect(data.formats == ["webrtc-datachannel"])
        #expect(answer.bundleGroups == [["0"]])
    }

    @Test func receivesInTheSectionThatSendsAndKeepsTheOtherForItsTransport() throws {
        let video = Offers.firefox.replacing(line: "a=sendonly", with: "a=recvonly")
        let second = Offers.chromium.split(separator: "\n").drop { !$0.hasPrefix("m=video") }.joined(separator: "\n")
        let offer =
            video.replacing(line: "a=group", with: "a=group:BUNDLE 0 1 2")
            + second.replacingOccurrence(of: "a=mid:1", with: "a=mid:2") + "\n"
        let answer = try Offers.answer(offer)
        #expect(answer.media.map(\.port) == [9, 0, 9])
        #expect(answer.media.map(\.mid) == ["0", "1", "2"])
        #expect(answer.media.map(\.direction) == [.inactive, .inactive, .recvonly])
        #expect(answer.bundleGroups == [["0", "2"]])
        let session = try Offers.session(offer)
        #expect(session.mid == "2")
        #expect(session.mediaIndex == 2)
        #expect(session.transportMid == "0")
        #expect(session.transportMediaIndex == 0)
    }

    @Test func rejectsWhatTheVideoDoesNotNeed() throws {
        let group = Offers.chromium.replacing(line: "a=group", with: "a=group:BUNDLE 1 0")
        let answer = try Offers.answer(group)
        #expect(answer.media.map(\.port) == [0, 9])
        #expect(answer.bundleGroups == [["1"]])
        #expect(try Offers.session(group).transportMid == "1")
        let apart = Offers.chromium.replacing(line: "a=group", with: "a=group:BUNDLE 1")
        #expect(try Offers.answer(apart).media.map(\.port) == [0, 9])
    }

    @Test func keepsADataChannelThatCarriesTheVideo() throws {
        let group = Offers.firefox.replacing(line: "a=group", with: "a=group:BUNDLE 1 0")
        let answer = try Offers.answer(group)
        #expect(answer.media.map(\.port) == [9, 9])
        #expect(answer.media[1].value(of: "sctp-port") == "5000")
        #expect(answer.media[1].value(of: "ice-ufrag") == "ourUfrag")
        #expect(answer.bundleGroups == [["1", "0"]])
    }

    @Test func putsItsCandidatesWhereTheTransportIs() throws {
        let candidate = ICECandidate.host(TransportAddress(.v4(0xC000_0201), 5004))
        let parameters = try Offers.parameters(candidates: [candidate])
        let text = try OfferNegotiation(offer: Offers.chromium).answer(parameters)
        let answer = try SessionDescription(parsing: text)
        #expect(answer.media.map(\.candidates) == [[candidate.attributeValue], []])
    }

    @Test func prefersASectionWithVP8() throws {
        let first = Offers.chromium.without("a=rtpmap:96")
        let second = Offers.chromium.split(separator: "\n").drop { !$0.hasPrefix("m=video") }.joined(separator: "\n")
        let offer = first + second.replacingOccurrence(of: "a=mid:1", with: "a=mid:2") + "\n"
        #expect(try Offers.session(offer).mid == "2")
    }

    @Test func advertisesOnlyWhatItCanDo() throws {
        for offer in [Offers.chromium, Offers.firefox] {
            let answer = try Offers.answer(offer)
            for section in answer.media where section.kind == "video" {
                #expect(section.codecs.map { $0.name.lowercased() } == ["vp8", "rtx"])
                #expect(section.headerExtensions.count == 3)
                #expect(section.direction == .recvonly)
                #expect(!section.has("ssrc") && !section.has("msid") && !section.has("rtcp-xr"))
            }
        }
    }

    @Test func leavesOutRetransmissionThatIsNotOffered() throws {
        let offer = Offers.chromium.without("a=fmtp:97")
        let answer = try Offers.answer(offer)
        #expect(answer.media[1].formats == ["96"])
        #expect(try Offers.session(offer).retransmissionPayloadType == nil)
    }

    @Test func takesREMBWhereTransportWideFeedbackIsIncomplete() throws {
        let extensionMissing = Offers.chromium.without("a=extmap:3")
        let feedbackMissing = Offers.chromium.without("a=rtcp-fb:96 transport-cc")
        for offer in [extensionMissing, feedbackMissing] {
            let answer = try Offers.answer(offer)
            #expect(answer.media[1].feedback(for: 96) == ["goog-remb", "ccm fir", "nack", "nack pli"])
            let session = try Offers.session(offer)
            #expect(session.feedback.receiverEstimatedMaximumBitrate)
            #expect(!session.feedback.transportWideCC)
        }
    }

    @Test func answersAnExtensionOfferedOneWayTheOtherWay() throws {
        let offer = Offers.firefox
            .replacing(line: "a=extmap:4", with: "a=extmap:4/recvonly http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time")
            .replacing(line: "a=extmap:3 ", with: "a=extmap:3/sendonly urn:ietf:params:rtp-hdrext:sdes:mid")
        let answer = try Offers.answer(offer)
        #expect(answer.media[0].headerExtensions.map(\.id) == [3, 7])
        #expect(answer.media[0].headerExtensions[0].direction == .recvonly)
        #expect(try Offers.session(offer).headerExtensions.absSendTime == nil)
    }

    @Test func takesTwoByteExtensionsOnlyWhereAllowed() throws {
        let offer = Offers.chromium.replacing(line: "a=extmap:9 ", with: "a=extmap:16 urn:ietf:params:rtp-hdrext:sdes:mid")
        #expect(try Offers.session(offer).headerExtensions.mid == 16)
        #expect(try Offers.session(offer.without("a=extmap-allow-mixed")).headerExtensions.mid == nil)
        #expect(try !Offers.answer(offer.without("a=extmap-allow-mixed")).has("extmap-allow-mixed"))
    }

    @Test(arguments: [("actpass", "active"), ("active", "passive"), ("passive", "active")])
    func choosesItsSideOfTheHandshake(_ offered: String, _ answered: String) throws {
        let answer = try Offers.answer(Offers.chromium.replacing(line: "a=setup", with: "a=setup:\(offered)"))
        #expect(answer.media[1].value(of: "setup") == answered)
    }

    @Test func hasNoGroupWhereTheOfferHasNone() throws {
        let answer = try Offers.answer(Offers.chromium.without("a=group"))
        #expect(answer.bundleGroups.isEmpty)
        #expect(answer.media[1].port == 9)
    }

    @Test func neverStartsAboveItsMaximum() throws {
        var parameters = try Offers.parameters()
        parameters.bitrate = BitrateHints(start: 4000, maximum: 1500)
        let text = try OfferNegotiation(offer: Offers.chromium).answer(parameters)
        #expect(text.contains("x-google-start-bitrate=1500;x-google-max-bitrate=1500\r\n"))
        #expect(text.contains("b=AS:1500\r\nb=TIAS:1500000\r\n"))
    }

    @Test func replacesHintsThatThePageWroteIntoTheOffer() throws {
        let offer = Offers.firefox.replacing(
            line: "a=fmtp:120",
            with: "a=fmtp:120 max-fr=30;x-google-min-bitrate=1;x-google-max-bitrate=2"
        )
        let answer = try Offers.answer(offer)
        #expect(
            answer.media[0].formatParameters[120, default: []].map(\.text) == [
                "max-fr=30", "x-google-start-bitrate=4000", "x-google-max-bitrate=10000",
            ]
        )
    }
}

extension String {
    func replacingOccurrence(of part: String, with other: String) -> String {
        split(separator: part, omittingEmptySubsequences: false).joined(separator: other)
    }
}
