import PeerCore
import SDP
import Testing
import VP8TestSender
import Wire

@Suite("An offer of ours")
struct LocalOfferTests {
    private func offer(_ call: Call) throws -> SessionDescription {
        try SessionDescription(parsing: call.makeOffer())
    }

    @Test func asksForOneVideoAndOneAudioOverOneTransport() throws {
        let offer = try offer(Call())
        #expect(offer.bundleGroups == [["0", "1"]])
        #expect(offer.media.map(\.kind) == ["video", "audio"])
        #expect(offer.media.map(\.mid) == ["0", "1"])
        #expect(offer.media.allSatisfy { $0.port == 9 && $0.direction == .recvonly && $0.setup == .actpass })
        #expect(offer.media.allSatisfy { $0.has("rtcp-mux") && $0.fingerprints.map(\.algorithm) == ["sha-256"] })
        #expect(Set(offer.media.map { $0.value(of: "ice-ufrag") }).count == 1)
        #expect(Set(offer.media.map { $0.value(of: "ice-pwd") }).count == 1)
    }

    @Test func carriesItsHostCandidates() throws {
        let offer = try offer(Call())
        #expect(offer.media[0].candidates.count == 1)
        #expect(offer.media[0].candidates[0].contains(" 192.0.2.2 40000 typ host"))
        #expect(offer.media[0].has("end-of-candidates"))
    }

    @Test func namesItsCodecsAndTheirFeedback() throws {
        let offer = try offer(Call())
        #expect(offer.media[0].codecs.first?.attributeValue == "96 VP8/90000")
        #expect(offer.media[0].codecs.contains { $0.attributeValue == "97 rtx/90000" })
        #expect(offer.media[0].formatParameters[97]?.map(\.text) == ["apt=96"])
        #expect(offer.media[0].formatParameters[96]?.contains { $0.text == "x-google-start-bitrate=4000" } == true)
        #expect(Set(offer.media[0].feedback(for: 96)).isSuperset(of: ["nack", "nack pli", "ccm fir", "transport-cc"]))
        #expect(offer.media[1].codecs.map(\.attributeValue) == ["111 opus/48000/2"])
    }

    /// RFC 9143 §9.1: one number, one meaning.
    @Test func usesTheSameExtensionNumbersInBothSections() throws {
        let offer = try offer(Call())
        for ext in offer.media[1].headerExtensions { #expect(offer.media[0].headerExtensions.contains(ext)) }
        let types = offer.media.flatMap(\.payloadTypes)
        #expect(Set(types).count == types.count)
    }

    @Test("a second offer is a new version with new credentials", arguments: [false, true])
    func restartsICEByALaterOffer(isAnswered: Bool) throws {
        let call = try Call()
        let first = try offer(call)
        if isAnswered { _ = try call.accept(answer: call.sender.answer(offer: first.serialized(), now: call.now)) }
        let second = try offer(call)
        #expect(first.origin.split(separator: " ")[1] == second.origin.split(separator: " ")[1])
        #expect(first.origin != second.origin)
        // Before the first answer nothing is there to restart.
        #expect((first.media[0].value(of: "ice-ufrag") != second.media[0].value(of: "ice-ufrag")) == isAnswered)
    }

    @Test func isNotMadeWhereTheSenderOffered() throws {
        let call = try Call.projecting()
        #expect(throws: NegotiationError.self) { try call.makeOffer() }
        call.run(.seconds(1))
        #expect(call.end == nil)
    }

    @Test func isNotMadeAfterTheEnd() throws {
        let call = try Call()
        call.closeTV()
        #expect(throws: NegotiationError.unavailable(reason: "the connection is over")) { try call.makeOffer() }
    }
}
