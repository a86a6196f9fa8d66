import PeerCore
import SDP
import Testing

@Suite("An audio section")
struct AudioNegotiationTests {
    private func negotiate(_ offer: String, previous: NegotiatedSession? = nil) throws -> (NegotiatedSession, SessionDescription)
    {
        let negotiation = try OfferNegotiation(offer: offer, previous: previous, receivesSound: true)
        return (negotiation.session, try SessionDescription(parsing: negotiation.answer(Offers.parameters())))
    }

    @Test func isAnsweredWithOpusOverTheOneTransport() throws {
        let (session, answer) = try negotiate(Offers.chromium)
        let audio = try #require(session.audio)
        #expect(audio.mid == "0" && audio.payloadType == 111 && audio.isSending && !audio.usesNack)
        #expect(audio.midExtension == 4)
        let section = answer.media[0]
        #expect(section.port == 9)
        #expect(section.formats == ["111"])
        #expect(section.direction == .recvonly)
        #expect(section.codecs.map(\.attributeValue) == ["111 opus/48000/2"])
        let wishes = section.formatParameters[111, default: []].map(\.text)
        #expect(wishes == ["minptime=10", "useinbandfec=1", "stereo=1", "maxaveragebitrate=128000"])
        #expect(section.feedback(for: 111).isEmpty)
        #expect(section.value(of: "ice-ufrag") == "ourUfrag")
        #expect(section.has("rtcp-mux"))
        #expect(section.headerExtensions.map(\.attributeValue) == ["4 urn:ietf:params:rtp-hdrext:sdes:mid"])
        #expect(answer.bundleGroups == [["0", "1"]])
        #expect(answer.media[1].direction == .recvonly)
    }

    @Test func isRejectedWhereNoSoundIsWanted() throws {
        let answer = try Offers.answer(Offers.chromium)
        #expect(answer.media[0].direction == .inactive)
        #expect(try OfferNegotiation(offer: Offers.chromium).session.audio == nil)
    }

    @Test func hasRetransmissionOnlyWhereThatIsOffered() throws {
        let offer = Offers.chromium.replacingOccurrence(
            of: "a=rtpmap:111 opus/48000/2",
            with: "a=rtpmap:111 opus/48000/2\na=rtcp-fb:111 nack\na=rtcp-fb:111 transport-cc"
        )
        let (session, answer) = try negotiate(offer)
        #expect(session.audio?.usesNack == true)
        // Its transport-cc extension is not offered, so that is left out.
        #expect(answer.media[0].feedback(for: 111) == ["nack"])
    }

    @Test(arguments: [3, 5])
    func isCountedWithTheVideoUnderTheSameNumber(id: Int) throws {
        let uri = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
        let offer = Offers.chromium.replacingOccurrence(
            of: "a=rtpmap:111 opus/48000/2",
            with: "a=extmap:\(id) \(uri)\na=rtpmap:111 opus/48000/2\na=rtcp-fb:111 transport-cc"
        )
        let section = try negotiate(offer).1.media[0]
        #expect(section.headerExtensions.contains { $0.uri == uri } == (id == 3))
        #expect(section.feedback(for: 111) == (id == 3 ? ["transport-cc"] : []))
    }

    @Test func needsTheVideosTransport() throws {
        let (session, answer) = try negotiate(Offers.chromium.replacing(line: "a=group", with: "a=group:BUNDLE 1"))
        #expect(session.audio == nil)
        #expect(answer.media[0].port == 0)
        #expect(answer.bundleGroups == [["1"]])
    }

    @Test func needsOpusUnderANumberOfItsOwn() throws {
        let withoutOpus = Offers.chromium.without("a=rtpmap:111", "a=fmtp:111")
        #expect(try negotiate(withoutOpus).0.audio == nil)
        let shared = Offers.chromium.replacing(line: "m=audio", with: "m=audio 9 UDP/TLS/RTP/SAVPF 97")
            .replacing(line: "a=rtpmap:111", with: "a=rtpmap:97 opus/48000/2")
        #expect(try negotiate(shared).0.audio == nil)
    }

    @Test func goesOnWhenTheSenderPausesIt() throws {
        let (first, _) = try negotiate(Offers.chromium)
        let lines = Offers.chromium.split(separator: "\n")
        let head = lines.prefix { $0 != "a=sendrecv" }
        let paused = (head + ["a=inactive"] + lines.dropFirst(head.count + 1)).joined(separator: "\n") + "\n"
        let (second, answer) = try negotiate(paused, previous: first)
        let (before, after) = (try #require(first.audio), try #require(second.audio))
        #expect(!after.isSending && after.continuesStream(of: before))
        #expect(answer.media[0].direction == .inactive)
        #expect(answer.media[0].port == 9)
    }

    @Test func standsBehindTheVideoInTheGroupWhereThatComesFirst() throws {
        let lines = Offers.chromium.split(separator: "\n").map(String.init)
        let head = lines.prefix { !$0.hasPrefix("m=") }
        let audio = lines.dropFirst(head.count).prefix { !$0.hasPrefix("m=video") }
        let video = lines.dropFirst(head.count + audio.count)
        let offer =
            (head + video + audio).joined(separator: "\n").replacingOccurrence(of: "BUNDLE 0 1", with: "BUNDLE 1 0") + "\n"
        let (session, answer) = try negotiate(offer)
        #expect(session.transportMediaIndex == 0)
        #expect(answer.bundleGroups == [["1", "0"]])
        #expect(answer.media.map(\.kind) == ["video", "audio"])
        #expect(answer.media.map(\.direction) == [.recvonly, .recvonly])
    }
}
