import ICE
import STUN
import Testing
import Wire

/// The agent's own checks: when they go out, and what their answers do.
@Suite struct CheckTests {
    /// The times of the agent's checks, in seconds after `single.now`, over `duration`.
    static func times(_ single: SingleAgent, over duration: Duration) -> [Double] {
        let start = single.now
        let end = start + duration
        var times: [Double] = []
        for _ in single.requests(single.drain()) { times.append(0) }
        while let deadline = single.agent.nextDeadline, deadline <= end {
            single.now = max(single.now, deadline)
            single.agent.handleTimeout(now: single.now)
            for _ in single.requests(single.drain()) { times.append((single.now - start).seconds) }
        }
        return times
    }

    @Test func repeatsAnUnansweredCheckAtGrowingIntervalsAndGivesUp() {
        let single = SingleAgent()
        single.agent.addRemoteCandidate(.host(SingleAgent.remote), now: single.now)
        let times = Self.times(single, over: .seconds(29))
        #expect(times == [0, 0.25, 0.75, 1.75, 3.75, 6.75, 9.75, 12.75, 15.75])
        #expect(single.agent.pairs.map(\.state) == [.failed])
        #expect(single.agent.state == .checking)
    }

    @Test func repeatsTheSameTransaction() throws {
        let single = SingleAgent()
        single.agent.addRemoteCandidate(.host(SingleAgent.remote), now: single.now)
        let packets = single.advance(by: .seconds(1))
        #expect(packets.count == 3)
        #expect(Set(packets.map(\.bytes)).count == 1)
    }

    @Test func spacesNewChecksByTheirPace() {
        let single = SingleAgent()
        for index in 1...5 {
            let remote = ICECandidate.host(address("192.168.2.\(index)", 6000), localPreference: UInt16(index))
            single.agent.addRemoteCandidate(remote, now: single.now)
        }
        let start = single.now
        let packets = single.advance(by: .milliseconds(240))
        // The best comes first, except for the one that was known when the first check went out.
        #expect(packets.map(\.addresses.remote.ip.description) == [1, 5, 4, 3, 2].map { "192.168.2.\($0)" })
        #expect(single.now - start == .milliseconds(240))
    }

    @Test func holdsBackPairsOfAFoundationUntilOneHasSucceeded() throws {
        let single = SingleAgent()
        for port in [6000, 6001, 6002] as [UInt16] {
            single.agent.addRemoteCandidate(.host(address("192.168.1.20", port)), now: single.now)
        }
        #expect(Set(single.agent.pairs.map(\.state)) == [.inProgress, .frozen])
        let first = try #require(single.requests(single.drain()).first)
        #expect(single.requests(single.advance(by: .milliseconds(200))).isEmpty)
        try single.answer(first)
        let following = single.requests(single.advance(by: .milliseconds(120)))
        #expect(Set(following.map(\.addresses.remote.port)) == [6001, 6002])
    }

    @Test func takesAnAnswerOnlyFromWhereTheCheckWent() throws {
        let single = SingleAgent()
        single.agent.addRemoteCandidate(.host(SingleAgent.remote), now: single.now)
        let check = try #require(single.drain().first)
        try single.answer(check, from: address("192.168.1.66", 6000))
        try single.answer(check, from: address("192.168.1.20", 6001))
        #expect(single.agent.statistics.dropped(.asymmetricResponse) == 2)
        #expect(single.agent.pairs.first?.state == .inProgress)
        #expect(single.agent.sendingPair == nil)
        try single.answer(check)
        #expect(single.agent.sendingPair?.addresses.remote == SingleAgent.remote)
    }

    @Test func takesAnAnswerOnlyWithThePeersPassword() throws {
        let single = SingleAgent()
        single.agent.addRemoteCandidate(.host(SingleAgent.remote), now: single.now)
        let check = try #require(single.drain().first)
        let id = try STUNMessage(reading: check.bytes).transactionID
        try single.answer(check, credentials: .ours)
        single.receive(
            STUNMessage(.successResponse, transactionID: id, attributes: [.xorMappedAddress(SingleAgent.local)]).serialized()
        )
        single.receive(STUNMessage(.errorResponse, transactionID: id, attributes: [.errorCode(.badRequest)]).serialized())
        #expect(single.agent.statistics.dropped(.wrongIntegrity) == 1)
        #expect(single.agent.statistics.dropped(.unauthenticated) == 2)
        #expect(single.agent.pairs.first?.state == .inProgress)
    }

    @Test func countsAnswersItNeverAskedFor() throws {
        let single = SingleAgent()
        single.agent.addRemoteCandidate(.host(SingleAgent.remote), now: single.now)
        let check = try #require(single.drain().first)
        try single.answer(check)
        try single.answer(check)
        #expect(single.agent.statistics.dropped(.unknownTransaction) == 1)
    }

    @Test func failsAPairThatIsRefused() throws {
        let single = SingleAgent()
        single.agent.addRemoteCandidate(.host(SingleAgent.remote), now: single.now)
        try single.answer(try #require(single.drain().first), with: .badRequest)
        #expect(single.agent.pairs.first?.state == .failed)
    }

    @Test func checksAgainInTheOtherRoleAfterARoleConflict() throws {
        let single = SingleAgent(role: .controlling)
        single.agent.addRemoteCandidate(.host(SingleAgent.remote), now: single.now)
        single.agent.addRemoteCandidate(.host(address("192.168.3.20", 6000)), now: single.now)
        let checks = single.requests(single.advance(by: .milliseconds(60)))
        #expect(checks.count == 2)
        try single.answer(checks[0], with: .roleConflict)
        // The second refusal is about the same role: it must not switch back.
        try single.answer(checks[1], with: .roleConflict)
        #expect(single.agent.role == .controlled)
        let again = single.requests(single.advance(by: .milliseconds(110)))
        #expect(again.count == 2)
        for packet in again {
            #expect(try STUNMessage(reading: packet.bytes).controlledTieBreaker != nil)
        }
    }

    @Test func checksAFailedPairAgainWhenThePeerDoes() throws {
        let single = SingleAgent()
        single.agent.addRemoteCandidate(.host(SingleAgent.remote), now: single.now)
        _ = single.advance(by: .seconds(25))
        #expect(single.agent.pairs.first?.state == .failed)
        single.receive(single.check())
        try single.answer(try #require(single.requests(single.advance(by: .milliseconds(60))).first))
        #expect(single.agent.state == .connected)
    }

    @Test func acceptsTheAnswerToACheckThatATriggeredOneHasReplaced() throws {
        let single = SingleAgent()
        single.agent.addRemoteCandidate(.host(SingleAgent.remote), now: single.now)
        let first = try #require(single.requests(single.advance(by: .milliseconds(100))).first)
        single.receive(single.check())
        let second = single.requests(single.drain())
        #expect(second.count == 1 && second[0].bytes != first.bytes)
        try single.answer(first)
        #expect(single.agent.pairs.first?.state == .succeeded)
        #expect(single.requests(single.advance(by: .seconds(1))).isEmpty)
    }

    @Test func measuresTheRoundTripOfUnrepeatedChecksOnly() throws {
        let single = SingleAgent()
        single.agent.addRemoteCandidate(.host(SingleAgent.remote), now: single.now)
        let check = try #require(single.advance(by: .milliseconds(400)).first)
        try single.answer(check)
        #expect(single.agent.roundTripTime == nil)
        let consent = try #require(single.requests(single.advance(by: .milliseconds(2030))).first)
        try single.answer(consent)
        #expect(single.agent.roundTripTime == .milliseconds(30))
    }
}
