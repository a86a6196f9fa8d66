import DTLS
import PeerCore
import SDP
import Testing

@Suite struct RenegotiationTests {
    @Test func seesAnICERestart() throws {
        let first = try Offers.session(Offers.chromium)
        let restart = Offers.chromium
            .replacing(line: "a=ice-ufrag", with: "a=ice-ufrag:new1")
            .replacing(line: "a=ice-pwd", with: "a=ice-pwd:anotherPasswordEntirely1")
        let second = try Offers.session(restart, previous: first)
        #expect(second.restartsICE(after: first))
        #expect(!second.needsNewAssociation(after: first))
        #expect(second.continuesStream(of: first))
    }

    @Test func seesThatNothingChanged() throws {
        let first = try Offers.session(Offers.chromium)
        let second = try Offers.session(Offers.chromium, previous: first)
        #expect(second == first)
        #expect(!second.restartsICE(after: first))
    }

    @Test func staysWithItsSectionWhileItIsPaused() throws {
        let first = try Offers.session(Offers.chromium)
        let paused = Offers.chromium.replacing(line: "a=sendrecv", with: "a=inactive")
        let second = try Offers.session(paused, previous: first)
        #expect(second.mid == first.mid)
        #expect(!second.isSending)
        #expect(second.continuesStream(of: first))
        let answer = try Offers.answer(paused, previous: first)
        #expect(answer.media[1].port == 9)
        #expect(answer.media[1].direction == .inactive)
    }

    @Test func keepsItsRoleWhileTheAssociationLasts() throws {
        let first = try Offers.session(Offers.chromium.replacing(line: "a=setup", with: "a=setup:active"))
        #expect(first.localRole == .server)
        let second = try Offers.session(Offers.chromium, previous: first)
        #expect(second.localRole == .server)
        #expect(!second.needsNewAssociation(after: first))
        #expect(try Offers.answer(Offers.chromium, previous: first).media[1].value(of: "setup") == "passive")
    }

    @Test func seesAnotherCertificate() throws {
        let first = try Offers.session(Offers.chromium)
        let other = Array(repeating: "AB", count: 32).joined(separator: ":")
        let offer = Offers.chromium.replacing(line: "a=fingerprint", with: "a=fingerprint:sha-256 \(other)")
        #expect(try Offers.session(offer, previous: first).needsNewAssociation(after: first))
    }

    @Test func movesToAnotherSectionWhenItsOwnIsGone() throws {
        let first = try Offers.session(Offers.chromium)
        let second = Offers.chromium.split(separator: "\n").drop { !$0.hasPrefix("m=video") }.joined(separator: "\n")
        let stopped = Offers.chromium.replacingOccurrence(of: "m=video 9", with: "m=video 0")
        let grouped = stopped.replacing(line: "a=group", with: "a=group:BUNDLE 0 2")
        let offer = grouped + second.replacingOccurrence(of: "a=mid:1", with: "a=mid:2") + "\n"
        let session = try Offers.session(offer, previous: first)
        #expect(session.mid == "2")
        #expect(!session.continuesStream(of: first))
        let answer = try Offers.answer(offer, previous: first)
        #expect(answer.media.map(\.port) == [9, 0, 9])
    }

    @Test func countsItsAnswers() throws {
        let text = try OfferNegotiation(offer: Offers.chromium).answer(try Offers.parameters(sessionVersion: 3))
        #expect(text.contains("o=- 42 3 IN IP4 0.0.0.0\r\n"))
    }

    @Test func staysInItsPlaceWhenMidsAreNotUnique() throws {
        let first = try Offers.session(Offers.chromium)
        let second = Offers.chromium.split(separator: "\n").drop { !$0.hasPrefix("m=video") }.joined(separator: "\n")
        let session = try Offers.session(Offers.chromium + second + "\n", previous: first)
        #expect(session.mediaIndex == first.mediaIndex)
    }
}
