import Testing
import Wire

@Suite("STUN and TURN URLs") struct ICEServerURLTests {
    @Test(
        "RFC 7064 and RFC 7065 examples and defaults",
        arguments: [
            ("stun:example.org", "stun:example.org:3478", .udp),
            ("stuns:example.org", "stuns:example.org:5349", .tls),
            ("stun:example.org:8000", "stun:example.org:8000", .udp),
            ("turn:example.org", "turn:example.org:3478", .udp),
            ("turns:example.org", "turns:example.org:5349", .tls),
            ("turn:example.org:8000", "turn:example.org:8000", .udp),
            ("turn:example.org?transport=udp", "turn:example.org:3478", .udp),
            ("turn:example.org?transport=tcp", "turn:example.org:3478?transport=tcp", .tcp),
            ("turns:example.org:443?transport=tcp", "turns:example.org:443", .tls),
            ("turns:example.org?transport=udp", "turns:example.org:5349?transport=udp", .dtls),
            ("TURN:192.0.2.1:80?TRANSPORT=TCP", "turn:192.0.2.1:80?transport=tcp", .tcp),
            ("turn:[2001:db8::1]:3479", "turn:[2001:db8::1]:3479", .udp),
            ("turn:[2001:db8::1]", "turn:[2001:db8::1]:3478", .udp),
        ] as [(String, String, ICEServerURL.Transport)]
    )
    func reads(text: String, canonical: String, transport: ICEServerURL.Transport) throws {
        let url = try ICEServerURL(parsing: text)
        #expect(url.description == canonical)
        #expect(url.transport == transport)
        #expect(try ICEServerURL(parsing: canonical) == url)
    }

    @Test func addressesNeedNoResolver() throws {
        #expect(try ICEServerURL(parsing: "turn:[::1]").address == .v6(0, 1))
        #expect(try ICEServerURL(parsing: "turn:192.0.2.1").address == .v4(0xC000_0201))
        #expect(try ICEServerURL(parsing: "turn:turn.example.org").address == nil)
    }

    @Test(
        arguments: [
            ("", .unknownScheme), ("http://example.org", .unknownScheme), ("turn", .unknownScheme),
            ("turn:", .malformedHost), ("turn://example.org", .malformedHost), ("turn:user@example.org", .malformedHost),
            ("turn:exa mple.org", .malformedHost), ("turn:[2001:db8::1", .malformedHost), ("turn:[192.0.2.1]", .malformedHost),
            ("turn:-oops", .malformedHost), ("turn:2001:db8::1", .malformedPort),
            ("turn:example.org:", .malformedPort), ("turn:example.org:0", .malformedPort),
            ("turn:example.org:65536", .malformedPort), ("turn:example.org:+80", .malformedPort),
            ("turn:example.org?transport=sctp", .unknownTransport), ("turn:example.org?foo", .unknownTransport),
            ("turn:" + String(repeating: "a", count: 600), .tooLong),
        ] as [(String, ICEServerURLError)]
    )
    func refuses(text: String, error: ICEServerURLError) {
        #expect(throws: error) { try ICEServerURL(parsing: text) }
    }
}
