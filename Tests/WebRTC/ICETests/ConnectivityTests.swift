import ICE
import Testing
import Wire

/// Two agents against each other in virtual time.
@Suite struct ConnectivityTests {
    static let first = address("192.168.1.10", 5000)
    static let second = address("192.168.1.20", 6000)

    static func network(
        roles: (ICEAgent.Role, ICEAgent.Role) = (.controlled, .controlling),
        tieBreakers: (UInt64, UInt64) = (1, 2),
        seed: UInt64 = 1
    ) -> Network {
        Network(
            [
                ICEAgent(role: roles.0, localCredentials: .ours, tieBreaker: tieBreakers.0, seed: seed),
                ICEAgent(role: roles.1, localCredentials: .theirs, tieBreaker: tieBreakers.1, seed: seed &+ 99),
            ],
            seed: seed
        )
    }

    static func isSettled(_ network: Network) -> Bool {
        guard let first = network.agents[0].selectedPair, let second = network.agents[1].selectedPair else { return false }
        return first.isNominated && second.isNominated && network.agents.allSatisfy { $0.state == .connected }
    }

    @Test func connectsOnOneNetworkWithinThreeRoundTrips() {
        let network = Self.network()
        network.bind(0, Self.first)
        network.bind(1, Self.second)
        network.exchangeCredentials()
        network.exchangeCandidates()
        let start = network.now
        #expect(network.run(.seconds(5), until: Self.isSettled))
        #expect(network.now - start <= .milliseconds(60))
        #expect(network.agents[0].path == AddressPair(local: Self.first, remote: Self.second))
        #expect(network.agents[1].path == AddressPair(local: Self.second, remote: Self.first))
        #expect(network.agents[0].roundTripTime == .milliseconds(20))
        #expect(network.events[0].contains(.validated(local: Self.first, remote: Self.second)))
        #expect(network.events[0].filter { $0 == .stateChanged(.checking) }.count == 1)
        #expect(network.agents[0].isValidated(local: Self.first, remote: Self.second))
    }

    @Test func connectsWhenOnlyTheControllingSideKnowsAnAddress() throws {
        let network = Self.network()
        network.bind(0, Self.first)
        network.bind(1, Self.second)
        network.exchangeCredentials()
        network.trickle(.host(Self.first), to: 1)
        #expect(network.run(.seconds(5), until: Self.isSettled))
        #expect(try #require(network.agents[0].selectedPair).remote.kind == .peerReflexive)
        // What is then trickled takes the place of what was discovered, and nothing else changes.
        let before = try #require(network.agents[0].selectedPair)
        network.trickle(.host(Self.second), to: 0)
        let after = try #require(network.agents[0].selectedPair)
        #expect(after.remote.kind == .host)
        #expect(after.id == before.id && after.isNominated && after.state == .succeeded)
    }

    @Test(arguments: [false, true])
    func connectsThroughAnAddressTranslator(_ isSymmetric: Bool) throws {
        let network = Self.network()
        let inside = address("10.0.0.2", 6000)
        let outside = address("203.0.113.7", 40000)
        network.translators = [.init(inside: [inside.ip], outside: outside.ip, isSymmetric: isSymmetric)]
        network.bind(0, address("198.51.100.1", 5000))
        network.bind(1, inside)
        network.exchangeCredentials()
        network.exchangeCandidates()
        #expect(network.run(.seconds(10), until: Self.isSettled))
        let receiver = try #require(network.agents[0].selectedPair)
        #expect(receiver.remote.kind == .peerReflexive)
        #expect(receiver.addresses.remote == outside)
        let sender = try #require(network.agents[1].selectedPair)
        #expect(sender.local.kind == .peerReflexive)
        #expect(sender.local.transportAddress == outside)
        #expect(sender.local.relatedAddress == inside)
        #expect(sender.addresses.local == inside)
    }

    @Test(arguments: 0..<20)
    func connectsDespiteLossDelayAndDuplicates(_ seed: UInt64) {
        let network = Self.network(seed: seed)
        network.loss = 0.3
        network.duplication = 0.2
        network.delay = .milliseconds(150)
        network.bind(0, Self.first)
        network.bind(1, Self.second)
        network.exchangeCredentials()
        network.exchangeCandidates()
        #expect(network.run(.seconds(25), until: Self.isSettled))
        #expect(network.agents.allSatisfy { $0.statistics.dropped(.wrongIntegrity) == 0 })
    }

    @Test func agreesOnTheBestOfManyPairs() throws {
        let network = Self.network()
        network.bind(0, Self.first, localPreference: 100)
        network.bind(0, address("2001:db8::10", 5000), localPreference: 200)
        network.bind(0, address("10.1.0.1", 5000), localPreference: 50)
        network.bind(1, Self.second, localPreference: 100)
        network.bind(1, address("2001:db8::20", 6000), localPreference: 200)
        network.exchangeCredentials()
        network.exchangeCandidates()
        #expect(network.run(.seconds(5), until: Self.isSettled))
        network.run(.seconds(5))
        let first = try #require(network.agents[0].path)
        let second = try #require(network.agents[1].path)
        #expect(first == AddressPair(local: second.remote, remote: second.local))
        #expect(!first.local.ip.isV4)
    }

    @Test(arguments: [ICEAgent.Role.controlling, .controlled], [(1, 2), (2, 1), (5, 5)] as [(UInt64, UInt64)])
    func settlesRoleConflicts(_ role: ICEAgent.Role, _ tieBreakers: (UInt64, UInt64)) {
        let network = Self.network(roles: (role, role), tieBreakers: tieBreakers)
        network.bind(0, Self.first)
        network.bind(1, Self.second)
        network.exchangeCredentials()
        network.exchangeCandidates()
        #expect(network.run(.seconds(5), until: Self.isSettled))
        #expect(network.agents[0].role != network.agents[1].role)
        if tieBreakers.0 != tieBreakers.1 {
            let stronger = tieBreakers.0 > tieBreakers.1 ? 0 : 1
            #expect(network.agents[stronger].role == .controlling)
        }
    }

    @Test func connectsWhenCandidatesComeLate() {
        let network = Self.network()
        network.bind(0, Self.first)
        network.bind(1, Self.second)
        network.exchangeCredentials()
        network.run(.seconds(12))
        #expect(network.agents[0].state == .checking)
        #expect(network.packetsSent == 0)
        network.exchangeCandidates()
        #expect(network.run(.seconds(1), until: Self.isSettled))
    }

    @Test func failsOnceItsPatienceIsOver() {
        let network = Self.network()
        network.bind(0, Self.first)
        network.agents[0].setRemoteCredentials(.theirs)
        network.trickle(.host(Self.second), to: 0)
        network.run(.seconds(29))
        #expect(network.agents[0].state == .checking)
        network.run(.seconds(2))
        #expect(network.agents[0].state == .failed)
        #expect(network.agents[0].sendingPair == nil)
    }

    @Test func staysConnectedWithoutMedia() {
        let network = Self.network()
        network.bind(0, Self.first)
        network.bind(1, Self.second)
        network.exchangeCredentials()
        network.exchangeCandidates()
        network.loss = 0.1
        network.run(.seconds(600))
        #expect(network.agents.allSatisfy { $0.state == .connected })
        #expect(network.agents.allSatisfy { $0.statistics.consentRequestsSent > 100 })
    }

    @Test func goesDisconnectedAndBackWhenTheCableIsOutForTenSeconds() {
        let network = Self.network()
        network.bind(0, Self.first)
        network.bind(1, Self.second)
        network.exchangeCredentials()
        network.exchangeCandidates()
        network.run(.seconds(5))
        network.unplugged = [Self.second.ip]
        network.run(.seconds(10))
        #expect(network.agents.allSatisfy { $0.state == .disconnected })
        network.unplugged = []
        network.run(.seconds(1))
        #expect(network.agents.allSatisfy { $0.state == .connected })
        #expect(Self.isSettled(network))
    }

    @Test func findsTheNewPathWhenATranslatorForgetsTheOld() throws {
        let network = Self.network()
        let inside = address("10.0.0.2", 6000)
        network.translators = [.init(inside: [inside.ip], outside: address("203.0.113.7", 0).ip)]
        network.bind(0, address("198.51.100.1", 5000))
        network.bind(1, inside)
        network.exchangeCredentials()
        network.exchangeCandidates()
        #expect(network.run(.seconds(5), until: Self.isSettled))
        let old = try #require(network.agents[0].path)
        // A new outside address, so that even the same port is another path.
        network.translators = [.init(inside: [inside.ip], outside: address("203.0.113.8", 0).ip)]
        network.run(.seconds(45))
        let new = try #require(network.agents[0].path)
        #expect(new != old)
        #expect(network.agents.allSatisfy { $0.state == .connected })
    }

    @Test func keepsTheOldPairDuringARestartUntilTheNewOneIsNominated() throws {
        let network = Self.network()
        network.bind(0, Self.first)
        network.bind(1, Self.second)
        network.exchangeCredentials()
        network.exchangeCandidates()
        #expect(network.run(.seconds(5), until: Self.isSettled))
        let old = try #require(network.agents[0].selectedPair)

        // The answering side hears of the restart first; the other still uses what it had.
        network.agents[0].restart(localCredentials: .oursAgain)
        network.agents[0].setRemoteCredentials(.theirsAgain)
        network.run(.seconds(7))
        #expect(network.agents.allSatisfy { $0.state == .connected })
        #expect(network.agents[0].selectedPair?.id == old.id)
        #expect(network.agents[0].isValidated(local: Self.first, remote: Self.second))

        network.agents[1].restart(localCredentials: .theirsAgain)
        network.agents[1].setRemoteCredentials(.oursAgain)
        network.exchangeCandidates()
        network.run(.seconds(2))
        #expect(Self.isSettled(network))
        #expect(network.agents[0].selectedPair?.id != old.id)
        #expect(!network.events[0].contains(.stateChanged(.disconnected)))
        #expect(!network.events[0].contains(.stateChanged(.failed)))
    }

    @Test func restartMovesToAnotherNetwork() throws {
        let network = Self.network()
        let elsewhere = address("10.9.0.4", 6001)
        network.bind(0, Self.first)
        network.bind(1, Self.second)
        network.exchangeCredentials()
        network.exchangeCandidates()
        #expect(network.run(.seconds(5), until: Self.isSettled))
        network.unplugged = [Self.second.ip]
        network.bind(1, elsewhere)
        network.run(.seconds(4))
        #expect(network.agents[0].state == .disconnected)
        network.agents[0].restart(localCredentials: .oursAgain)
        network.agents[1].restart(localCredentials: .theirsAgain)
        network.exchangeCredentials()
        network.exchangeCandidates()
        #expect(network.run(.seconds(5)) { $0.agents[0].path?.remote == elsewhere && Self.isSettled($0) })
    }

    /// Whatever happened, a restart over a network that works makes a connection.
    @Test(arguments: 0..<12)
    func recoversFromAnythingByARestart(_ seed: UInt64) {
        var generator = TestGenerator(seed: seed &* 31 &+ 7)
        let network = Self.network(roles: (.controlled, Bool.random(using: &generator) ? .controlling : .controlled), seed: seed)
        let inside = address("10.0.0.2", 6000)
        func translator(_ last: Int) -> Network.Translator {
            .init(inside: [inside.ip], outside: address("203.0.113.\(last)", 0).ip, isSymmetric: seed.isMultiple(of: 3))
        }
        network.translators = [translator(1)]
        network.bind(0, address("198.51.100.1", 5000))
        network.bind(1, inside)
        network.bind(1, address("198.51.100.2", 6000), localPreference: 7)
        network.exchangeCredentials()
        network.exchangeCandidates()
        for step in 2..<30 {
            switch Int.random(in: 0..<7, using: &generator) {
            case 0: network.loss = Double.random(in: 0..<0.9, using: &generator)
            case 1: network.delay = .milliseconds(Int.random(in: 1...800, using: &generator))
            case 2: network.translators = [translator(step)]
            case 3: network.unplugged = Bool.random(using: &generator) ? [] : [inside.ip]
            case 4: network.agents[0].restart(localCredentials: ICECredentials(random: &generator))
            case 5: network.agents[1].restart(localCredentials: ICECredentials(random: &generator))
            default:
                network.exchangeCredentials()
                network.exchangeCandidates()
            }
            network.run(.milliseconds(Int.random(in: 1...20_000, using: &generator)))
        }
        network.loss = 0
        network.delay = .milliseconds(20)
        network.unplugged = []
        for index in 0...1 { network.agents[index].restart(localCredentials: ICECredentials(random: &generator)) }
        network.exchangeCredentials()
        network.exchangeCandidates()
        network.run(.seconds(10))
        #expect(Self.isSettled(network))
        #expect(network.agents[0].role != network.agents[1].role)
        let paths = network.agents.map(\.path)
        #expect(paths[0] != nil && paths[1] != nil)
    }

    @Test func sendsTheSameBytesForTheSameSeed() {
        func bytes() -> [ICEAgent.Output] {
            var agent = ICEAgent(role: .controlled, localCredentials: .ours, tieBreaker: 3, seed: 77)
            agent.addLocalCandidate(.host(Self.first))
            agent.setRemoteCredentials(.theirs)
            agent.addRemoteCandidate(.host(Self.second), now: .seconds(1))
            for step in 0..<50 { agent.handleTimeout(now: .seconds(1 + Double(step) / 10)) }
            var outputs: [ICEAgent.Output] = []
            while let output = agent.pollOutput() { outputs.append(output) }
            return outputs
        }
        #expect(bytes() == bytes())
        #expect(bytes().count > 3)
    }
}
