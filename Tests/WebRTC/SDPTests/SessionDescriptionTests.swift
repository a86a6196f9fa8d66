import SDP
import Testing

@Suite struct SessionDescriptionTests {
    static let text = """
        v=0
        o=- 4611731400430051336 2 IN IP4 127.0.0.1
        s=-
        i=ignored
        t=0 0
        a=group:BUNDLE 0 data
        a=extmap-allow-mixed
        a=msid-semantic: WMS
        m=video 9 UDP/TLS/RTP/SAVPF 96 97
        c=IN IP4 0.0.0.0
        b=AS:2500
        a=rtcp:9 IN IP4 0.0.0.0
        a=ice-ufrag:aBcD
        a=mid:0
        a=sendonly
        a=rtpmap:96 VP8/90000
        m=application 9 UDP/DTLS/SCTP webrtc-datachannel
        a=mid:data
        a=sctp-port:5000
        """

    @Test(arguments: ["\n", "\r\n"])
    func readsEitherLineEnd(_ end: String) throws {
        let text = Self.text.split(separator: "\n").joined(separator: end) + end
        let description = try SessionDescription(parsing: text)
        #expect(description.origin == "- 4611731400430051336 2 IN IP4 127.0.0.1")
        #expect(description.bundleGroups == [["0", "data"]])
        #expect(description.has("extmap-allow-mixed"))
        #expect(description.media.map(\.kind) == ["video", "application"])
        #expect(description.media[0].port == 9)
        #expect(description.media[0].formats == ["96", "97"])
        #expect(description.media[0].bandwidths == [SDPBandwidth("AS", 2500)])
        #expect(description.media[0].direction == .sendonly)
        #expect(description.media[0].value(of: "ice-ufrag") == "aBcD")
        #expect(description.media[1].mid == "data")
        #expect(description.media[1].transportProtocol == "UDP/DTLS/SCTP")
    }

    @Test func writesWhatItReads() throws {
        let description = try SessionDescription(parsing: Self.text)
        let written = description.serialized()
        #expect(try SessionDescription(parsing: written) == description)
        #expect(
            written.hasPrefix("v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 data\r\n")
        )
        #expect(written.hasSuffix("a=sctp-port:5000\r\n"))
    }

    @Test(arguments: ["", "\n", "v=1\n", "o=- 0 0 IN IP4 0\nv=0\n", "{\"type\":\"offer\"}", "v=0 "])
    func refusesWhatIsNoDescription(_ text: String) {
        #expect(throws: SDPError.notASessionDescription) { _ = try SessionDescription(parsing: text) }
    }

    @Test(arguments: [
        "m=", "m=video", "m=video 9", "m=video 9 RTP/AVP", "m=video x RTP/AVP 0", "m=video 65536 RTP/AVP 0",
        "m=video -1 RTP/AVP 0",
    ])
    func refusesMalformedMedia(_ line: String) {
        #expect(throws: SDPError.malformedMedia(line: 2)) { _ = try SessionDescription(parsing: "v=0\n\(line)\n") }
    }

    @Test func toleratesOddLines() throws {
        let description = try SessionDescription(
            parsing: "\r\n\r\nv=0\nx\n=\na=\na\na=:\na=:x\nb=AS\nb=AS:x\n?=1\nm=audio 9/2 RTP/AVP 0\n\n"
        )
        #expect(description.attributes == [SDPAttribute(""), SDPAttribute("", ""), SDPAttribute("", "x")])
        #expect(description.media.first?.port == 9)
        #expect(description.bandwidths.isEmpty)
    }

    @Test func keepsColonsInValues() throws {
        let description = try SessionDescription(parsing: "v=0\na=fingerprint:sha-256 AB:CD\n")
        #expect(description.value(of: "fingerprint") == "sha-256 AB:CD")
        #expect(description.fingerprints.first?.algorithm == "sha-256")
        #expect(description.fingerprints.first?.value == "AB:CD")
    }

    @Test func holdsItsBounds() throws {
        let media = "m=video 9 RTP/AVP 0\n"
        #expect(try SessionDescription(parsing: "v=0\n" + String(repeating: media, count: 8)).media.count == 8)
        #expect(throws: SDPError.tooManyMedia) {
            _ = try SessionDescription(parsing: "v=0\n" + String(repeating: media, count: 9))
        }
        let formats = (0..<128).map(String.init).joined(separator: " ")
        #expect(try SessionDescription(parsing: "v=0\nm=video 9 RTP/AVP \(formats)").media[0].payloadTypes.count == 128)
        #expect(throws: SDPError.tooManyFormats(line: 2)) {
            _ = try SessionDescription(parsing: "v=0\nm=video 9 RTP/AVP \(formats) 0")
        }
        let line = "a=" + String(repeating: "x", count: SessionDescription.maximumLineLength - 2)
        #expect(try SessionDescription(parsing: "v=0\r\n\(line)\r\n").attributes.count == 1)
        #expect(throws: SDPError.lineTooLong(line: 2)) { _ = try SessionDescription(parsing: "v=0\r\n\(line)x\r\n") }
        let filler = String(repeating: "a=x\n", count: 16_383)
        #expect(try SessionDescription(parsing: "v=0\n" + filler).attributes.count == 16_383)
        #expect(throws: SDPError.tooLarge) { _ = try SessionDescription(parsing: "v=0\n" + filler + "\n") }
    }
}
