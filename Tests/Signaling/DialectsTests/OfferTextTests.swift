import Dialects
import Testing

@Suite struct OfferTextTests {
    @Test func findsOriginAndUsernameFragments() {
        let text = OfferText(
            "v=0\r\no=- 46117 2 IN IP4 127.0.0.1\r\na=ice-ufrag:AbCd\r\nm=x\na=ice-ufrag:AbCd\na=ice-ufrag:EfGh\n"
        )
        #expect(text.origin == "- 46117")
        #expect(text.usernameFragments == ["AbCd", "EfGh"])
    }

    @Test(arguments: ["", "o=", "o=- 1", "garbage\u{0}", "a=ice-ufrag", "\r\n\r\n"])
    func findsNothingInNonsense(_ sdp: String) {
        #expect(OfferText(sdp).origin == nil)
        #expect(OfferText(sdp).usernameFragments.isEmpty)
    }

    @Test(
        arguments: [
            ("candidate:1 1 udp 1 1.1.1.1 1 typ host ufrag AbCd network-id 1", "AbCd"),
            ("candidate:1 1 udp 1 1.1.1.1 1 typ host ufrag", nil), ("", nil),
        ] as [(String, String?)]
    )
    func readsTheUsernameFragmentOfACandidate(_ line: String, _ expected: String?) {
        #expect(OfferText.usernameFragment(inCandidate: line) == expected)
    }
}
