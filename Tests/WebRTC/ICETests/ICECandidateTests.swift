import ICE
import Testing
import Wire

@Suite struct ICECandidateTests {
    static let name = "0b6dfb0e-3c5d-4f7a-9d8e-0123456789ab.local"

    @Test func readsWhatChromiumWrites() throws {
        let line = "candidate:842163049 1 udp 2122260223 \(Self.name) 51234 typ host generation 0 ufrag Xy+/ network-cost 999"
        let candidate = try ICECandidate(parsing: line)
        #expect(candidate.foundation == "842163049")
        #expect(candidate.component == 1)
        #expect(candidate.transport == .udp)
        #expect(candidate.priority == 2_122_260_223)
        #expect(candidate.address == .mdns(name: Self.name, port: 51234))
        #expect(candidate.kind == .host)
        #expect(candidate.usernameFragment == "Xy+/")
    }

    @Test func readsWhatFirefoxWrites() throws {
        let udp = try ICECandidate(parsing: "a=candidate:0 1 UDP 2122252543 192.168.1.7 43210 typ host\r\n")
        #expect(udp.transport == .udp)
        #expect(udp.address == .ip(address("192.168.1.7", 43210)))
        let tcp = try ICECandidate(parsing: "candidate:6 2 TCP 2105524479 192.168.1.7 9 typ host tcptype active")
        #expect(tcp.transport == .tcp)
        #expect(tcp.component == 2)
        #expect(tcp.tcpType == "active")
    }

    @Test func readsReflexiveCandidatesWithHiddenBases() throws {
        let line = "candidate:1 1 UDP 1685987071 198.51.100.7 40000 typ srflx raddr 0.0.0.0 rport 0 generation 0"
        let candidate = try ICECandidate(parsing: line)
        #expect(candidate.kind == .serverReflexive)
        #expect(candidate.relatedAddress == address("0.0.0.0", 0))
        let odd = try ICECandidate(parsing: "candidate:1 1 UDP 1 198.51.100.7 40000 typ srflx raddr nonsense rport 70000")
        #expect(odd.relatedAddress == nil)
    }

    @Test func cutsZonesOffIPv6Addresses() throws {
        let candidate = try ICECandidate(parsing: "candidate:1 1 udp 2 fe80::1%eth0 4000 typ host")
        #expect(candidate.address == .ip(address("fe80::1", 4000)))
    }

    @Test func toleratesTabsLettersAndUnknownExtensions() throws {
        let line = "CANDIDATE:f\t1  Udp 5 10.0.0.1 4000 TYP RELAY x y network-id 3 dangling"
        let candidate = try ICECandidate(parsing: line)
        #expect(candidate.kind == .relay)
        #expect(candidate.foundation == "f")
    }

    @Test(arguments: ["", " ", "\r\n"])
    func takesAnEmptyLineForTheEndOfCandidates(_ line: String) {
        #expect(throws: ICECandidateError.endOfCandidates) { try ICECandidate(parsing: line) }
    }

    @Test(
        arguments: [
            ("candidate:", .malformed), ("candidate:1 1 udp 1 10.0.0.1 4000 typ host ufrag \u{E4}bcd", .malformed),
            ("candidate:1 1 udp 1 10.0.0.1 4000 typ", .malformed),
            ("candidate: 1 udp 1 10.0.0.1 4000 typ host", .malformed),
            ("1 1 udp 1 10.0.0.1 4000 typ host", .malformed), ("candidate:1 0 udp 1 10.0.0.1 4000 typ host", .malformed),
            ("candidate:1 257 udp 1 10.0.0.1 4000 typ host", .malformed),
            ("candidate:1 1 udp 4294967296 10.0.0.1 4000 typ host", .malformed),
            ("candidate:1 1 udp -1 10.0.0.1 4000 typ host", .malformed),
            ("candidate:1 1 udp 1 10.0.0.1 4000 type host", .malformed),
            ("candidate:1 1 ssltcp 1 10.0.0.1 443 typ host", .unsupportedTransport),
            ("candidate:1 1 udp 1 10.0.0.1 4000 typ magic", .unsupportedKind),
            ("candidate:1 1 udp 1 example.org 4000 typ host", .unsupportedAddress),
            ("candidate:1 1 udp 1 printer.local 4000 typ host", .unsupportedAddress),
            ("candidate:1 1 udp 1 10.0.0.256 4000 typ host", .unsupportedAddress),
            ("candidate:1 1 udp 1 10.0.0.1 0 typ host", .invalidPort),
            ("candidate:1 1 udp 1 10.0.0.1 65536 typ host", .invalidPort),
        ] as [(String, ICECandidateError)]
    )
    func refusesWhatIsNoCandidate(_ line: String, _ error: ICECandidateError) {
        #expect(throws: error) { try ICECandidate(parsing: line) }
    }

    @Test func refusesOverlongLinesAndFoundations() {
        let base = "candidate:1 1 udp 1 10.0.0.1 4000 typ host"
        #expect(throws: ICECandidateError.tooLong) {
            try ICECandidate(parsing: base + String(repeating: " x y", count: 300))
        }
        #expect(throws: ICECandidateError.malformed) {
            try ICECandidate(parsing: "candidate:\(String(repeating: "1", count: 33)) 1 udp 1 10.0.0.1 4000 typ host")
        }
    }

    @Test(arguments: [
        "candidate:1 1 udp 2130706431 192.168.1.7 43210 typ host",
        "candidate:1 1 udp 2130706431 2001:db8::7 43210 typ host ufrag abcd",
        "candidate:abc+/ 2 tcp 5 10.0.0.1 9 typ host tcptype active",
        "candidate:1 1 udp 5 198.51.100.7 40000 typ srflx raddr 10.0.0.1 rport 4000",
        "candidate:1 1 udp 5 \(name) 40000 typ host",
    ])
    func writesWhatItReads(_ line: String) throws {
        #expect(try ICECandidate(parsing: line).attributeValue == line)
    }

    @Test func computesPrioritiesAsInTheRFC() {
        #expect(ICECandidate.priority(kind: .host, localPreference: 65535) == 2_130_706_431)
        #expect(ICECandidate.priority(kind: .relay, localPreference: 0, component: 256) == 0)
        #expect(
            ICECandidate.priority(kind: .peerReflexive, localPreference: 1)
                > ICECandidate.priority(
                    kind: .serverReflexive,
                    localPreference: 1
                )
        )
    }

    @Test func sharesAFoundationAmongPortsOfOneAddressOnly() {
        let first = ICECandidate.host(address("10.0.0.1", 1))
        #expect(first.foundation == ICECandidate.host(address("10.0.0.1", 2)).foundation)
        #expect(first.foundation != ICECandidate.host(address("10.0.0.2", 1)).foundation)
    }

    @Test func makesFreshWellFormedCredentials() {
        var generator = TestGenerator(seed: 7)
        let first = ICECredentials(random: &generator)
        let second = ICECredentials(random: &generator)
        #expect(first != second)
        #expect(first.isWellFormed && second.isWellFormed)
        #expect(first.usernameFragment.count == 8 && first.password.exposed.count == 24)
        #expect(!"\(first)".contains(first.password.exposed))
    }

    @Test(arguments: [("abc", 22), ("abcd", 21), ("ab:d", 22), ("abcd", 257)])
    func tellsIllFormedCredentials(_ fragment: String, _ length: Int) {
        let password = Redacted(String(repeating: "p", count: length))
        #expect(!ICECredentials(usernameFragment: fragment, password: password).isWellFormed)
    }

    @Test(arguments: ["ssltcp", "sctp", "dtls"])
    func refusesTransportsOfOtherWorlds(_ transport: String) {
        let line = "candidate:1 1 \(transport) 1 192.0.2.1 443 typ host generation 0 network-cost 999"
        #expect(throws: ICECandidateError.unsupportedTransport) { try ICECandidate(parsing: line) }
    }
}
