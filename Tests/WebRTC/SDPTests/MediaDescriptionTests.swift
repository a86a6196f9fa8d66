import SDP
import Testing

@Suite struct MediaDescriptionTests {
    static func section(_ lines: String..., formats: String = "96 97 98") throws -> MediaDescription {
        let text = (["v=0", "m=video 9 UDP/TLS/RTP/SAVPF \(formats)"] + lines).joined(separator: "\n")
        return try #require(try SessionDescription(parsing: text).media.first)
    }

    @Test func listsCodecsInTheOrderOfTheMediaLine() throws {
        let section = try Self.section(
            "a=rtpmap:96 VP8/90000",
            "a=rtpmap:98 H264/90000",
            "a=rtpmap:97 rtx/90000",
            "a=rtpmap:99 AV1/90000",
            "a=rtpmap:111 opus/48000/2",
            formats: "98 96 97 96 300 x 111"
        )
        #expect(section.payloadTypes == [98, 96, 97, 111])
        #expect(section.codecs.map(\.name) == ["H264", "VP8", "rtx", "opus"])
        #expect(section.codecs.last?.attributeValue == "111 opus/48000/2")
        #expect(section.codecs[1].isNamed("vp8"))
    }

    @Test(arguments: ["96", "96 ", "96 VP8", "96 VP8/", "96 VP8/x", "96 /90000", "x VP8/90000", "256 VP8/90000", "128 VP8/90000"])
    func skipsUnreadableCodecs(_ map: String) throws {
        #expect(try Self.section("a=rtpmap:\(map)", formats: "96 128").codecs.isEmpty)
    }

    @Test func readsFormatParameters() throws {
        let section = try Self.section("a=fmtp:96 max-fs=12288;max-fr=60; flag;=;", "a=fmtp:97 apt=96")
        #expect(section.formatParameters[96, default: []].map(\.text) == ["max-fs=12288", "max-fr=60", "flag"])
        #expect(section.formatParameters[97, default: []] == [SDPFormatParameter("apt", "96")])
        #expect(section.formatParameters[98, default: []].isEmpty)
    }

    @Test func collectsFeedbackWithWildcards() throws {
        let section = try Self.section(
            "a=rtcp-fb:96 nack",
            "a=rtcp-fb:96 NACK  PLI",
            "a=rtcp-fb:* transport-cc",
            "a=rtcp-fb:97 nack pli"
        )
        #expect(section.feedback(for: 96) == ["nack", "nack pli", "transport-cc"])
        #expect(section.feedback(for: 98) == ["transport-cc"])
    }

    @Test func takesNoPayloadTypeOver127AndNoneTwice() {
        var section = MediaDescription(
            kind: "video",
            port: 9,
            transportProtocol: "UDP/TLS/RTP/SAVPF",
            formats: ["96", "128", "255", "256", "-1", "96", "127"]
        )
        section.append("rtpmap", "128 VP8/90000")
        section.append("rtpmap", "96 VP8/90000")
        section.append("rtpmap", "96 H264/90000")
        #expect(section.payloadTypes == [96, 127])
        #expect(section.codecs.map(\.name) == ["VP8"])
    }

    @Test func readsHeaderExtensions() throws {
        let section = try Self.section(
            "a=extmap:3 urn:a",
            "a=extmap:6/recvonly urn:b with attributes",
            "a=extmap:0 urn:c",
            "a=extmap:15 urn:d",
            "a=extmap:256 urn:e",
            "a=extmap:4",
            "a=extmap: urn:f",
            "a=extmap:/sendonly urn:g",
            "a=extmap:16 urn:h"
        )
        #expect(
            section.headerExtensions == [
                SDPHeaderExtension(id: 3, uri: "urn:a"), SDPHeaderExtension(id: 6, direction: .recvonly, uri: "urn:b"),
                SDPHeaderExtension(id: 16, uri: "urn:h"),
            ]
        )
        #expect(section.headerExtensions[1].attributeValue == "6/recvonly urn:b")
    }

    @Test func readsSources() throws {
        let section = try Self.section(
            "a=ssrc-group:FID 4294967295 2",
            "a=ssrc-group:FID",
            "a=ssrc-group:SIM x",
            "a=ssrc:4294967295 cname:x",
            "a=ssrc:4294967295 msid:a b",
            "a=ssrc:2 cname:x",
            "a=ssrc:4294967296 cname:x"
        )
        #expect(section.sourceGroups.count == 1)
        #expect(section.sourceGroups.first?.sources == [.max, 2])
        #expect(section.sources == [.max, 2])
    }

    @Test func flowsBothWaysUnlessToldOtherwise() throws {
        #expect(try Self.section().direction == .sendrecv)
        #expect(try Self.section("a=inactive").direction == .inactive)
        #expect(!SDPDirection.recvonly.sends)
    }

    @Test func readsSetupInEitherCase() throws {
        #expect(try Self.section("a=setup:ACTPASS").setup == .actpass)
        #expect(try Self.section("a=setup:never").setup == nil)
        #expect(try Self.section().setup == nil)
    }

    @Test func handsOutCandidateLines() throws {
        let section = try Self.section("a=candidate:1 1 udp 1 192.0.2.1 9 typ host", "a=candidate")
        #expect(section.candidates == ["candidate:1 1 udp 1 192.0.2.1 9 typ host"])
    }
}
