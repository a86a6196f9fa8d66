import DTLS
import ICE
import PeerCore
import SDP
import Testing
import Wire

@Suite struct OfferReadingTests {
    @Test func readsWhatChromiumOffers() throws {
        let session = try Offers.session(Offers.chromium)
        #expect(session.mid == "1")
        #expect(session.mediaIndex == 1)
        #expect(session.isSending)
        #expect(session.payloadType == 96)
        #expect(session.retransmissionPayloadType == 97)
        #expect(session.headerExtensions.mid == 9)
        #expect(session.headerExtensions.transportWideCC == 3)
        #expect(session.headerExtensions.absSendTime == 2)
        #expect(session.feedback.nack && session.feedback.pictureLossIndication && session.feedback.fullIntraRequest)
        #expect(session.feedback.transportWideCC && !session.feedback.receiverEstimatedMaximumBitrate)
        #expect(session.allowsReducedSizeRTCP)
        #expect(session.mediaSSRC == 871_171_006)
        #expect(session.retransmissionSSRC == 2_480_512_669)
        #expect(session.remoteCredentials.usernameFragment == "Wc4p")
        #expect(session.remoteCredentials.password.exposed == "Czbi8YXZJl68V/rQ4+6nZigl")
        #expect(session.remoteCandidates.count == 2)
        #expect(!session.hasAllRemoteCandidates)
        #expect(!session.isRemoteLite)
        #expect(session.remoteFingerprints.map(\.algorithm) == [.sha256])
        #expect(session.localRole == .client)
    }

    @Test func readsWhatFirefoxOffers() throws {
        let session = try Offers.session(Offers.firefox)
        #expect(session.payloadType == 120)
        #expect(session.retransmissionPayloadType == 124)
        #expect(session.headerExtensions.mid == 3)
        #expect(session.mediaSSRC == 3_014_713_458)
        #expect(session.remoteFingerprints.count == 1)
        #expect(session.hasAllRemoteCandidates)
        #expect(session.remoteCandidates.map(\.component) == [1, 2, 1])
        #expect(session.remoteCandidates.map(\.transport) == [.udp, .udp, .tcp])
    }

    @Test func readsCarriageReturns() throws {
        let offer = Offers.chromium.split(separator: "\n").map { "\($0)\r\n" }.joined()
        #expect(try Offers.session(offer) == Offers.session(Offers.chromium))
    }

    @Test func takesTheTransportOfTheSectionThatStandsForTheBundle() throws {
        // As with bundlePolicy "max-bundle": only the first section carries the transport.
        let lines = Offers.chromium.split(separator: "\n")
        let audio = lines.prefix { !$0.hasPrefix("m=video") } + ["a=candidate:7 1 udp 1 192.0.2.9 4000 typ host"]
        let transport = ["a=ice-", "a=fingerprint", "a=setup", "a=rtcp-mux", "a=candidate"]
        let video = lines.drop { !$0.hasPrefix("m=video") }.filter { line in !transport.contains { line.hasPrefix($0) } }
        let offer = (audio + video).joined(separator: "\n").replacingOccurrence(
            of: "m=video 9 UDP/TLS/RTP/SAVPF 102 103 96 97 45 46 118 119 120",
            with: "m=video 0 UDP/TLS/RTP/SAVPF 96 97\na=bundle-only"
        )
        let session = try Offers.session(offer)
        #expect(session.mid == "1")
        #expect(session.remoteCredentials.usernameFragment == "Wc4p")
        #expect(session.remoteFingerprints.count == 1)
        #expect(session.remoteCandidates.count == 1)
        #expect(try Offers.answer(offer).media[1].port == 9)
    }

    @Test func leavesOutCandidatesItCannotRead() throws {
        let bad = [
            "a=candidate:", "a=candidate:1 1 udp 1 example.com 9 typ host", "a=candidate:1 1 ssltcp 1 192.0.2.1 9 typ host",
        ]
        let offer = Offers.firefox + bad.joined(separator: "\n") + "\n"
        #expect(try Offers.session(offer).remoteCandidates.count == 3)
    }

    @Test func takesNoMoreThanSixtyFourCandidates() throws {
        let many = (1...200).map { "a=candidate:\($0) 1 udp \($0) 192.0.2.1 \(1000 + $0) typ host\n" }.joined()
        let offer = Offers.firefox.replacingOccurrence(of: "a=sendonly\n", with: many + "a=sendonly\n")
        #expect(try Offers.session(offer).remoteCandidates.count == NegotiatedSession.maximumCandidates)
    }

    @Test func takesTheStrongFingerprintsOnly() throws {
        let strong = "sha-512 " + Array(repeating: "AB", count: 64).joined(separator: ":")
        let lines = "a=fingerprint:sha-1 AA:BB\na=fingerprint:\(strong)\na=fingerprint:sha-256 nonsense\n"
        let offer = Offers.firefox.replacing(line: "a=fingerprint", with: lines)
        #expect(try Offers.session(offer).remoteFingerprints.map(\.algorithm) == [.sha512])
    }

    @Test("one extension under two numbers in two sections: each section's own counts")
    func takesTheExtensionNumbersOfTheVideosOwnSection() throws {
        let numbers = Offers.chromium.split(separator: "\n").filter { $0.hasSuffix("sdes:mid") }
        #expect(numbers.map { $0.prefix(10) } == ["a=extmap:4", "a=extmap:9"])
        #expect(try Offers.session(Offers.chromium).headerExtensions.mid == 9)
    }

    @Test func seesALitePeer() throws {
        #expect(try Offers.session(Offers.firefox.replacing(line: "s=-", with: "s=-\na=ice-lite")).isRemoteLite)
    }

    @Test func mapsTheRetransmissionsOfVP8Alone() throws {
        let offer = Offers.chromium.replacing(line: "a=fmtp:103", with: "a=fmtp:103 apt=96")
        #expect(try Offers.session(offer).retransmissionPayloadType == 103)
    }

    @Test func refusesWhatIsNoOffer() throws {
        #expect(throws: NegotiationError.notAnOffer(.notASessionDescription)) { _ = try Offers.session("") }
        #expect(throws: NegotiationError.notAnOffer(.notASessionDescription)) { _ = try Offers.session("{}") }
        #expect(throws: NegotiationError.notAnOffer(nil)) { _ = try Offers.session("v=0\ns=-\n") }
        #expect(throws: NegotiationError.tooLarge) { _ = try Offers.session(String(repeating: "a", count: 65_537)) }
    }

    @Test func refusesAnOfferWithoutVideo() throws {
        for line in ["m=audio 9 UDP/TLS/RTP/SAVPF 96", "m=video 0 UDP/TLS/RTP/SAVPF 96", "m=video 9 RTP/AVP 96"] {
            let offer = Offers.firefox.replacing(line: "m=video", with: line)
            #expect(throws: NegotiationError.noVideo) { _ = try Offers.session(offer) }
        }
        let receiving = Offers.firefox.replacing(line: "a=sendonly", with: "a=recvonly")
        #expect(throws: NegotiationError.noVideo) { _ = try Offers.session(receiving) }
    }

    @Test func refusesAnOfferWithoutVP8AndNamesWhatItHas() throws {
        #expect(throws: NegotiationError.noUsableCodec(offered: ["H264", "AV1"])) {
            _ = try Offers.session(Offers.chromium.without("a=rtpmap:96"))
        }
    }

    @Test func quotesLittleOfWhatThePeerWrote() throws {
        let names = (0..<20).map { "a=rtpmap:\($0) \(String(repeating: "x", count: 100))\($0)/90000\n" }.joined()
        let formats = (0..<20).map(String.init).joined(separator: " ")
        let offer = Offers.firefox.replacing(line: "m=video", with: "m=video 9 UDP/TLS/RTP/SAVPF \(formats)\n\(names)")
        let error = #expect(throws: NegotiationError.self) { _ = try Offers.session(offer) }
        #expect((error?.description.utf8.count ?? 0) < 300)
    }

    @Test func refusesAnOfferWithoutMultiplexing() throws {
        #expect(throws: NegotiationError.notMultiplexed) { _ = try Offers.session(Offers.chromium.without("a=rtcp-mux")) }
    }

    @Test func refusesAnOfferWithoutCredentials() throws {
        #expect(throws: NegotiationError.noICECredentials) { _ = try Offers.session(Offers.firefox.without("a=ice-pwd")) }
        #expect(throws: NegotiationError.noICECredentials) {
            _ = try Offers.session(Offers.firefox.replacing(line: "a=ice-pwd", with: "a=ice-pwd:short"))
        }
    }

    @Test func refusesAnOfferItCouldNotVerify() throws {
        #expect(throws: NegotiationError.noFingerprint) { _ = try Offers.session(Offers.firefox.without("a=fingerprint")) }
        #expect(throws: NegotiationError.noFingerprint) {
            _ = try Offers.session(Offers.firefox.replacing(line: "a=fingerprint", with: "a=fingerprint:sha-256 AB"))
        }
        #expect(throws: NegotiationError.weakFingerprints(["sha-1", "md5"])) {
            let weak = "a=fingerprint:sha-1 AA\na=fingerprint:md5 BB"
            _ = try Offers.session(Offers.firefox.replacing(line: "a=fingerprint", with: weak))
        }
    }

    @Test(arguments: [
        NegotiationError.tooLarge, .notAnOffer(nil), .notAnOffer(.tooManyMedia), .noVideo, .noUsableCodec(offered: ["H264"]),
        .notMultiplexed,
        .noICECredentials, .notAnAnswer(nil), .unexpectedAnswer, .videoRefused, .noFingerprint, .weakFingerprints(["sha-1"]),
        .unavailable(reason: "the TV is busy"),
    ])
    func saysWhatFailedWhyAndWhatToDo(_ error: NegotiationError) {
        let parts = error.description.split(separator: ". ", maxSplits: 1)
        #expect(parts.count == 2)
        #expect(parts.first?.contains(" was refused: ") == true)
        #expect(parts.last?.hasSuffix(".") == true)
    }
}
