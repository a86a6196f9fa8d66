import ICE
import STUN
import Testing
import Wire

@Suite struct RemoteCandidateTests {
    static func name(_ index: Int) -> String { "0b6dfb0e-3c5d-4f7a-9d8e-0123456789a\(index).local" }

    static func hidden(_ index: Int, port: UInt16 = 6000) -> ICECandidate {
        ICECandidate(foundation: "h\(index)", priority: 99, address: .mdns(name: name(index), port: port), kind: .host)
    }

    @Test func asksForANameOnceAndPairsItWhenResolved() throws {
        let single = SingleAgent()
        single.agent.addRemoteCandidate(Self.hidden(1), now: single.now)
        single.agent.addRemoteCandidate(Self.hidden(1), now: single.now)
        single.agent.addRemoteCandidate(Self.hidden(1, port: 6001), now: single.now)
        _ = single.drain()
        #expect(single.events.filter { $0 == .resolve(name: Self.name(1)) }.count == 1)
        #expect(single.agent.pairs.isEmpty)
        single.agent.resolved(name: Self.name(1).uppercased(), to: SingleAgent.remote.ip, now: single.now)
        #expect(Set(single.agent.pairs.map(\.addresses.remote.port)) == [6000, 6001])
        #expect(!single.requests(single.drain()).isEmpty)
        // Repeated for another media section, it is known.
        single.agent.addRemoteCandidate(Self.hidden(1), now: single.now)
        #expect(single.agent.pairs.count == 2)
    }

    @Test func putsAResolvedNameInThePlaceOfWhatItsCheckRevealed() throws {
        let single = SingleAgent()
        try single.connect()
        let before = try #require(single.agent.selectedPair)
        #expect(before.remote.kind == .peerReflexive)
        single.agent.addRemoteCandidate(Self.hidden(1), now: single.now)
        single.agent.resolved(name: Self.name(1), to: SingleAgent.remote.ip, now: single.now)
        let after = try #require(single.agent.selectedPair)
        #expect(after.id == before.id && after.isNominated && after.state == .succeeded)
        #expect(after.remote.kind == .host && after.remote.foundation == "h1")
        #expect(single.agent.pairs.count == 1)
    }

    @Test func ignoresNamesItDidNotAskFor() {
        let single = SingleAgent()
        single.agent.resolved(name: Self.name(1), to: SingleAgent.remote.ip, now: single.now)
        #expect(single.agent.pairs.isEmpty)
    }

    @Test func asksForEightNamesAtMost() {
        let single = SingleAgent()
        for index in 0...9 { single.agent.addRemoteCandidate(Self.hidden(index), now: single.now) }
        _ = single.drain()
        #expect(single.events.count { if case .resolve = $0 { true } else { false } } == 8)
        #expect(single.agent.statistics.dropped(.tooManyNames) == 2)
    }

    @Test(arguments: [
        "224.0.0.251", "239.1.2.3", "255.255.255.255", "0.0.0.0", "0.1.2.3", "250.1.1.1", "::", "ff02::fb", "::ffff:10.0.0.1",
        "::10.0.0.1",
    ])
    func neverSendsTo(_ ip: String) {
        let single = SingleAgent()
        single.agent.addLocalCandidate(.host(address("2001:db8::1", 5000)))
        single.agent.addRemoteCandidate(.host(address(ip, 6000)), now: single.now)
        single.agent.addRemoteCandidate(Self.hidden(1), now: single.now)
        single.agent.resolved(name: Self.name(1), to: address(ip, 1).ip, now: single.now)
        #expect(single.agent.pairs.isEmpty)
        #expect(single.agent.statistics.dropped(.unusableCandidate) == 2)
    }

    @Test(arguments: ["127.0.0.1", "169.254.3.4", "192.168.1.10", "::1", "2001:db8::1"])
    func acceptsOwnLoopbackAndLinkLocalAddresses(_ ip: String) {
        let single = SingleAgent()
        single.agent.addLocalCandidate(.host(address("2001:db8::1", 5000)))
        single.agent.addRemoteCandidate(.host(address(ip, 6000)), now: single.now)
        #expect(single.agent.pairs.count == 1)
    }

    @Test func refusesPortZero() {
        let single = SingleAgent()
        single.agent.addRemoteCandidate(.host(address("192.168.1.20", 0)), now: single.now)
        #expect(single.agent.statistics.dropped(.unusableCandidate) == 1)
    }

    @Test func pairsAddressesOfOneFamilyAndScopeOnly() {
        let single = SingleAgent()
        single.agent.addLocalCandidate(.host(address("2001:db8::1", 5000)))
        single.agent.addLocalCandidate(.host(address("fe80::1", 5000)))
        for ip in ["10.0.0.9", "2001:db8::9", "fe80::9"] {
            single.agent.addRemoteCandidate(.host(address(ip, 6000)), now: single.now)
        }
        let pairs = Set(single.agent.pairs.map { "\($0.addresses.local.ip)-\($0.addresses.remote.ip)" })
        #expect(pairs == ["192.168.1.10-10.0.0.9", "2001:db8::1-2001:db8::9", "fe80::1-fe80::9"])
    }

    @Test func passesOverTCPAndTheSecondComponent() throws {
        let single = SingleAgent()
        for line in [
            "candidate:1 2 UDP 2122252543 192.168.1.20 6001 typ host",
            "candidate:1 1 TCP 5 192.168.1.20 9 typ host tcptype active",
        ] {
            try single.agent.addRemoteCandidate(parsing: line, now: single.now)
        }
        #expect(!single.agent.hasAllRemoteCandidates)
        try single.agent.addRemoteCandidate(parsing: "", now: single.now)
        #expect(single.agent.hasAllRemoteCandidates)
        #expect(single.agent.pairs.isEmpty)
        #expect(single.agent.statistics.dropped(.ignoredCandidate) == 2)
        #expect(throws: ICECandidateError.malformed) {
            try single.agent.addRemoteCandidate(parsing: "nonsense", now: single.now)
        }
    }

    @Test func pairsACandidateRepeatedForAnotherMediaSectionOnce() throws {
        let single = SingleAgent()
        for _ in 0..<2 {
            let line = "candidate:1 1 udp 2122260223 192.168.1.20 6000 typ host generation 0 ufrag them network-cost 999"
            try single.agent.addRemoteCandidate(parsing: line, now: single.now)
        }
        #expect(single.agent.pairs.count == 1)
    }

    @Test func forgetsCandidatesOfAnotherGeneration() throws {
        let single = SingleAgent(knowsPeer: false)
        let lines = ["old": "192.168.1.21", "them": "192.168.1.22"].sorted { $0.key < $1.key }
        for (fragment, ip) in lines {
            let line = "candidate:1 1 udp 2122260223 \(ip) 6000 typ host ufrag \(fragment)"
            try single.agent.addRemoteCandidate(parsing: line, now: single.now)
        }
        #expect(single.agent.pairs.count == 2)
        #expect(single.drain().isEmpty)
        single.agent.setRemoteCredentials(.theirs)
        #expect(single.agent.pairs.map(\.addresses.remote.ip.description) == ["192.168.1.22"])
        try single.agent.addRemoteCandidate(
            parsing: "candidate:1 1 udp 1 192.168.1.23 6000 typ host ufrag old",
            now: single.now
        )
        #expect(single.agent.statistics.dropped(.staleCandidate) == 1)
    }

    @Test func keepsSixtyFourRemoteCandidatesAtMost() {
        let single = SingleAgent()
        for port in 1...100 {
            single.agent.addRemoteCandidate(.host(address("192.168.1.20", UInt16(port))), now: single.now)
        }
        #expect(single.agent.pairs.count == 64)
        #expect(single.agent.statistics.dropped(.tooManyCandidates) == 36)
    }

    @Test func keepsTheHundredBestPairs() {
        let single = SingleAgent()
        for index in 1...3 { single.agent.addLocalCandidate(.host(address("10.0.0.\(index)", 5000))) }
        for port in 1...60 {
            let remote = ICECandidate.host(address("192.168.1.20", UInt16(port)), localPreference: UInt16(port))
            single.agent.addRemoteCandidate(remote, now: single.now)
        }
        #expect(single.agent.pairs.count == 100)
        #expect(single.agent.pairs.first?.addresses.remote.port == 60)
        #expect(single.agent.pairs.count { $0.addresses.remote.port > 40 } >= 79)
    }

    /// A translator that keeps changing its port must not exhaust the limits.
    @Test func keepsRoomForAPeerWhosePortKeepsChanging() throws {
        let single = SingleAgent()
        for port in 1...150 {
            let remote = address("203.0.113.7", UInt16(port))
            try single.connect(from: remote)
            single.receive(single.check(useCandidate: true, from: remote), from: remote)
            #expect(single.agent.selectedPair?.addresses.remote == remote, "port \(port)")
            for packet in single.requests(single.advance(by: .seconds(31))) where packet.addresses.remote == remote {
                try single.answer(packet)
            }
        }
        #expect(single.agent.pairs.count <= 64)
    }

    @Test func keepsServerReflexiveCandidatesOutOfPairs() {
        let single = SingleAgent()
        single.agent.addLocalCandidate(
            ICECandidate(
                foundation: "s",
                priority: ICECandidate.priority(kind: .serverReflexive, localPreference: 1),
                address: .ip(address("203.0.113.9", 5000)),
                kind: .serverReflexive,
                relatedAddress: SingleAgent.local
            )
        )
        single.agent.addRemoteCandidate(.host(SingleAgent.remote), now: single.now)
        #expect(single.agent.pairs.count == 1)
    }
}
