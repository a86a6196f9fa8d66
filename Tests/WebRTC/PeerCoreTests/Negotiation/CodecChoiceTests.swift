import PeerCore
import RTP
import Testing

@Suite struct CodecChoiceTests {
    private static let vp9 = "a=rtpmap:98 VP9/90000\na=fmtp:98 profile-id=0\na=rtpmap:99 rtx/90000\na=fmtp:99 apt=98\n"

    /// Chromium's offer with VP9 of a profile beside VP8, or without VP8.
    private func offer(hasVP8: Bool = true, profile: String = "0") -> String {
        var text = Offers.chromium.replacing("RTP/SAVPF 102 103 96", with: "RTP/SAVPF 98 99 102 103 96")
        text = text.replacing("a=rtpmap:96 VP8/90000\n", with: Self.vp9 + "a=rtpmap:96 VP8/90000\n")
        if !hasVP8 { text = text.replacing("VP8/90000", with: "H263/90000") }
        return text.replacing("profile-id=0", with: "profile-id=\(profile)")
    }

    private func session(
        _ offer: String,
        _ preferred: EncodedFrame.Codec,
        previous: NegotiatedSession? = nil
    ) throws -> NegotiatedSession {
        try OfferNegotiation(offer: offer, previous: previous, preferredCodec: preferred).session
    }

    @Test func takesThePreferredCodecOfTwo() throws {
        #expect(try session(offer(), .vp8).payloadType == 96)
        let session = try session(offer(), .vp9)
        #expect(session.codec == .vp9)
        #expect(session.payloadType == 98)
        #expect(session.retransmissionPayloadType == 99)
    }

    @Test func takesTheOtherCodecWhereThePreferredIsNotOffered() throws {
        #expect(try session(offer(hasVP8: false), .vp8).codec == .vp9)
        #expect(try session(Offers.chromium, .vp9).codec == .vp8)
    }

    @Test func takesNoOtherProfileThanZero() throws {
        #expect(try session(offer(profile: "2"), .vp9).codec == .vp8)
        #expect(throws: NegotiationError.self) { try session(offer(hasVP8: false, profile: "2"), .vp8) }
    }

    @Test func keepsTheCodecAgreedOnWhateverIsPreferred() throws {
        let first = try session(offer(), .vp8)
        let later = try session(offer(), .vp9, previous: first)
        #expect(later.codec == .vp8)
        #expect(later.continuesStream(of: first))
    }
}
