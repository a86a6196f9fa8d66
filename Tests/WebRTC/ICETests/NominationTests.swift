import ICE
import STUN
import Testing
import Wire

@Suite struct NominationTests {
    static let other = address("192.168.1.20", 6001)
    static let better = ICECandidate.host(SingleAgent.remote)
    static let worse = ICECandidate.host(other, localPreference: 1)

    /// A controlled agent with two valid pairs, none nominated.
    static func twoPairs() throws -> SingleAgent {
        let single = SingleAgent()
        single.agent.addRemoteCandidate(better, now: single.now)
        single.agent.addRemoteCandidate(worse, now: single.now)
        try single.connect(from: SingleAgent.remote, useCandidate: false)
        try single.connect(from: other, useCandidate: false)
        #expect(single.agent.pairs.map(\.state) == [.succeeded, .succeeded])
        #expect(single.agent.selectedPair == nil)
        #expect(single.agent.sendingPair?.addresses.remote == SingleAgent.remote)
        return single
    }

    @Test func selectsNothingBeforeThePeerNominates() throws {
        let single = try Self.twoPairs()
        single.receive(single.check(useCandidate: true))
        #expect(single.agent.selectedPair?.addresses.remote == SingleAgent.remote)
        _ = single.drain()
        #expect(single.events.contains { if case .selectedPairChanged = $0 { true } else { false } })
    }

    @Test func followsTheLatestNominationWhateverThePriorities() throws {
        let single = try Self.twoPairs()
        for remote in [SingleAgent.remote, Self.other, SingleAgent.remote, Self.other] {
            single.receive(single.check(useCandidate: true, from: remote), from: remote)
            #expect(single.agent.selectedPair?.addresses.remote == remote)
            #expect(single.agent.pairs.filter(\.isNominated).count == 1)
        }
    }

    @Test func selectsOnSuccessWhenNominatedWhileStillChecking() throws {
        let single = SingleAgent()
        single.receive(single.check(useCandidate: true))
        #expect(single.agent.selectedPair == nil)
        let check = try #require(single.requests(single.drain()).first)
        try single.answer(check)
        #expect(single.agent.selectedPair?.addresses.remote == SingleAgent.remote)
        #expect(single.agent.state == .connected)
    }

    /// Firefox nominates with the first check of every pair, and then uses the best.
    @Test(arguments: [[0, 1], [1, 0]])
    func prefersTheBetterOfPairsNominatedByTheirFirstCheck(_ order: [Int]) throws {
        let single = SingleAgent()
        single.agent.addRemoteCandidate(Self.better, now: single.now)
        single.agent.addRemoteCandidate(Self.worse, now: single.now)
        let remotes = [SingleAgent.remote, Self.other]
        for index in order { try single.connect(from: remotes[index], useCandidate: true) }
        #expect(single.agent.selectedPair?.addresses.remote == SingleAgent.remote)
        // A second nomination is no accident of the first check.
        single.receive(single.check(useCandidate: true, from: Self.other), from: Self.other)
        #expect(single.agent.selectedPair?.addresses.remote == Self.other)
    }

    @Test func doesNotTakeARepeatedCheckForASecondNomination() throws {
        let single = SingleAgent()
        single.agent.addRemoteCandidate(Self.better, now: single.now)
        single.agent.addRemoteCandidate(Self.worse, now: single.now)
        try single.connect(from: SingleAgent.remote)
        let id = single.makeID()
        let check = single.check(useCandidate: true, from: Self.other, id: id)
        single.receive(check, from: Self.other)
        for packet in single.requests(single.advance(by: .milliseconds(60))) { try single.answer(packet) }
        single.receive(check, from: Self.other)
        #expect(single.agent.selectedPair?.addresses.remote == SingleAgent.remote)
    }

    @Test func provesAPairInReserveAnewBeforeUsingIt() throws {
        let single = try Self.twoPairs()
        single.receive(single.check(useCandidate: true))
        for _ in 0..<20 {
            for packet in single.requests(single.advance(by: .seconds(2))) { try single.answer(packet) }
        }
        #expect(single.agent.selectedPair?.addresses.remote == SingleAgent.remote)
        _ = single.drain()
        single.receive(single.check(useCandidate: true, from: Self.other), from: Self.other)
        #expect(single.agent.selectedPair?.addresses.remote == SingleAgent.remote)
        let check = try #require(single.requests(single.drain()).first { $0.addresses.remote == Self.other })
        try single.answer(check)
        #expect(single.agent.selectedPair?.addresses.remote == Self.other)
        #expect(single.agent.state == .connected)
    }

    @Test func nominatesTheBestPairAtOnceWhenNothingBetterIsLeft() throws {
        let single = SingleAgent(role: .controlling)
        single.agent.addRemoteCandidate(Self.better, now: single.now)
        try single.answer(try #require(single.drain().first))
        let nomination = try #require(single.requests(single.drain()).first)
        #expect(try STUNMessage(reading: nomination.bytes).usesCandidate)
        #expect(try STUNMessage(reading: nomination.bytes).controllingTieBreaker == 1 << 32)
        #expect(single.agent.selectedPair == nil)
        try single.answer(nomination)
        #expect(single.agent.selectedPair?.isNominated == true)
    }

    @Test func givesBetterPairsAMomentBeforeNominating() throws {
        let single = SingleAgent(role: .controlling)
        single.agent.addRemoteCandidate(.host(address("192.168.7.1", 1)), now: single.now)
        single.agent.addRemoteCandidate(Self.worse, now: single.now)
        let checks = single.requests(single.advance(by: .milliseconds(60)))
        let worse = try #require(checks.first { $0.addresses.remote == Self.other })
        try single.answer(worse)
        let early = single.advance(by: .milliseconds(290))
        #expect(try early.allSatisfy { !(try STUNMessage(reading: $0.bytes)).usesCandidate })
        let late = single.advance(by: .milliseconds(20))
        #expect(try late.contains { try STUNMessage(reading: $0.bytes).usesCandidate && $0.addresses.remote == Self.other })
    }

    @Test func nominatesTheNextPairWhenANominationIsRefused() throws {
        let single = SingleAgent(role: .controlling)
        single.agent.addRemoteCandidate(Self.better, now: single.now)
        single.agent.addRemoteCandidate(.host(address("192.168.7.1", 1), localPreference: 1), now: single.now)
        for packet in single.requests(single.advance(by: .milliseconds(60))) { try single.answer(packet) }
        let nomination = try #require(single.requests(single.drain()).first)
        #expect(nomination.addresses.remote == SingleAgent.remote)
        try single.answer(nomination, with: .badRequest)
        let next = try #require(single.requests(single.drain()).first)
        #expect(next.addresses.remote == address("192.168.7.1", 1))
        try single.answer(next)
        #expect(single.agent.selectedPair?.addresses.remote == address("192.168.7.1", 1))
    }
}
