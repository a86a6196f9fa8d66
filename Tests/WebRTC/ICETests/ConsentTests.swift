import ICE
import STUN
import Testing
import Wire

/// RFC 7675, and how soon silence is noticed.
@Suite struct ConsentTests {
    @Test func renewsConsentEveryFourToSixSecondsWhileMediaFlows() throws {
        let single = SingleAgent()
        try single.connect()
        var times: [MonotonicTime] = []
        for _ in 0..<6000 {
            single.agent.note(authenticatedMediaAt: single.now)
            for packet in single.requests(single.advance(by: .milliseconds(10))) {
                times.append(single.now)
                try single.answer(packet)
            }
        }
        let gaps = zip(times, times.dropFirst()).map { ($1 - $0).seconds }
        #expect((10...15).contains(times.count))
        #expect(gaps.allSatisfy { (3.9...6.1).contains($0) })
        #expect(Set(gaps).count > 3)
        #expect(single.agent.state == .connected)
    }

    @Test func checksTwiceASecondAfterTwoSecondsOfSilence() throws {
        let single = SingleAgent()
        try single.connect()
        let times = CheckTests.times(single, over: .seconds(5))
        #expect(times == [2, 2.5, 3, 3.5, 4, 4.5, 5])
    }

    @Test func noticesSilenceAfterThreeSecondsAndItsEndAtOnce() throws {
        let single = SingleAgent()
        try single.connect()
        single.events = []
        _ = single.advance(by: .milliseconds(2990))
        #expect(single.events.isEmpty)
        _ = single.advance(by: .milliseconds(20))
        #expect(single.events == [.stateChanged(.disconnected)])
        single.agent.note(authenticatedMediaAt: single.now)
        _ = single.drain()
        #expect(single.events == [.stateChanged(.disconnected), .stateChanged(.connected)])
        #expect(single.agent.lastAuthenticated == single.now)
    }

    /// A still picture: a check of the peer every 2.7 s and nothing else.
    @Test func takesAStillPictureForNoFault() throws {
        let single = SingleAgent()
        try single.connect()
        single.events = []
        for _ in 0..<30 {
            for packet in single.requests(single.advance(by: .milliseconds(2656))) { try single.answer(packet) }
            single.receive(single.check(useCandidate: true))
        }
        #expect(single.events.isEmpty)
    }

    /// Chromium since 144 leaves some checks unanswered while it goes on checking itself.
    @Test func keepsAPairWhoseOwnChecksStillComeThough() throws {
        let single = SingleAgent()
        try single.connect()
        for _ in 0..<40 {
            _ = single.advance(by: .seconds(3))
            single.receive(single.check(useCandidate: true))
        }
        #expect(single.agent.path != nil)
        #expect(single.agent.state == .connected || single.agent.state == .disconnected)
        let silent = single.now
        while single.agent.path != nil, single.now - silent < .seconds(60) { _ = single.advance(by: .milliseconds(100)) }
        #expect(single.now - silent <= .seconds(31))
    }

    @Test func stopsSendingAfterThirtySecondsWithoutAnAnswer() throws {
        let single = SingleAgent()
        try single.connect()
        let start = single.now
        // The peer's own checks and media keep the screen alive, but they are no consent (RFC 7675 §4.1).
        for _ in 0..<29 {
            _ = single.advance(by: .seconds(1))
            single.agent.note(authenticatedMediaAt: single.now)
        }
        #expect(single.agent.path != nil)
        _ = single.advance(by: .milliseconds(990))
        #expect(single.now - start < .seconds(30))
        #expect(single.agent.state == .connected)
        _ = single.advance(by: .milliseconds(20))
        #expect(single.agent.path == nil)
        #expect(single.agent.selectedPair == nil)
        #expect(single.agent.state == .failed)
        #expect(single.requests(single.advance(by: .seconds(60))).isEmpty)
    }

    @Test func ignoresErrorsInAnswerToConsentChecks() throws {
        let single = SingleAgent()
        try single.connect()
        let check = try #require(single.requests(single.advance(by: .milliseconds(2100))).first)
        try single.answer(check, with: .badRequest)
        #expect(single.agent.state == .connected)
        #expect(single.agent.path != nil)
    }

    @Test func fallsBackToAnotherValidPairThatIsStillFresh() throws {
        let single = SingleAgent()
        try single.connect()
        let reserve = address("192.168.1.20", 6001)
        for _ in 0..<5 { _ = single.advance(by: .seconds(4)) }
        try single.connect(from: reserve, useCandidate: false)
        for _ in 0..<4 {
            for packet in single.requests(single.advance(by: .seconds(3))) where packet.addresses.remote == reserve {
                try single.answer(packet)
            }
        }
        #expect(single.agent.path?.remote == reserve)
        #expect(single.agent.state != .failed)
    }
}
