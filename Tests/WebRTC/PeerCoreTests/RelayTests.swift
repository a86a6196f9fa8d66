import ICE
import NetworkEmulator
import PeerCore
import SDP
import STUN
import TURN
import TURNTestServer
import Testing
import VP8TestSender
import Wire

@Suite("Relays", .serialized) struct RelayTests {
    private func relayed(_ change: (inout FarCall.Plan) -> Void = { _ in }) throws -> FarCall {
        var plan = FarCall.Plan()
        plan.tvPolicy = .relay
        change(&plan)
        let call = try FarCall(plan)
        call.negotiate()
        try #require(try call.run(.seconds(10)) { $0.frames > 10 })
        return call
    }

    @Test func theAnswerWaitsForNoServer() throws {
        var plan = FarCall.Plan()
        plan.servers = [FarCall.server("turn:203.0.113.99:3478"), FarCall.stun]
        plan.tvTranslator = .fullCone
        let call = try FarCall(plan)
        call.negotiate()
        try call.run(.milliseconds(30))
        #expect(call.answer.contains("typ host"))
        #expect(!call.answer.contains("end-of-candidates"))
        try call.run(.seconds(12))
        let lines = call.candidates.map { $0 ?? "end" }
        #expect(lines.count == 2)
        #expect(lines.first?.contains("typ srflx raddr 10.0.0.7 rport 40000 ufrag ") == true)
        #expect(lines.last == "end")
        #expect(call.reports == [.tooLate])
    }

    @Test func withoutServersTheAnswerIsComplete() throws {
        var plan = FarCall.Plan()
        plan.servers = []
        let call = try FarCall(plan)
        call.negotiate()
        try call.run(.seconds(1))
        #expect(call.answer.contains("a=end-of-candidates"))
        #expect(call.candidates.isEmpty)
    }

    @Test func theRelayPolicyTellsNobodyOurAddresses() throws {
        let call = try relayed { $0.tvTranslator = .fullCone }
        #expect(!call.answer.contains("candidate:"))
        let lines = call.candidates.compactMap { $0 }
        #expect(lines.count == 1)
        #expect(lines.allSatisfy { $0.contains("typ relay raddr 0.0.0.0 rport 0") })
        for secret in ["10.0.0.7", FarCall.tvOutside.description] {
            #expect(lines.allSatisfy { !$0.contains(secret) })
        }
        #expect(call.statistics.localCandidateType == .relay)
        #expect(call.statistics.relayProtocol == .udp)
        #expect(call.answer.contains("x-google-start-bitrate=1500"))
    }

    @Test func theRelayPolicyAnswersNobodyAtOurAddresses() throws {
        let call = try relayed()
        let before = call.statistics.drops.unvalidated
        // The sender knows the address from elsewhere.
        call.tv.receive(
            Datagram([0, 1, 0, 0], local: FarCall.tvAddress, remote: FarCall.senderAddress),
            arrival: call.now
        )
        #expect(call.statistics.drops.unvalidated == before + 1)
    }

    @Test func mediaGoesThroughAChannel() throws {
        let call = try relayed { $0.tvTranslator = .symmetric }
        try call.run(.seconds(5))
        let server = call.server.statistics
        #expect(server.requests[.channelBind, default: 0] >= 1)
        #expect(server.channelDataSent > 100)
        #expect(server.channelDataReceived > 10)
        // Only what came before the nomination had the long header.
        #expect(server.relayedToClients - UInt64(server.channelDataSent) < 60)
    }

    @Test func bothSidesMayBeRelayed() throws {
        let call = try relayed { $0.senderPolicy = .relay }
        #expect(call.path == "relay-relay")
    }

    @Test(arguments: 1...5) func aLossyPathToTheServerOnlyTakesLonger(seed: UInt64) throws {
        let call = try relayed {
            $0.loss = 0.1
            $0.seed = seed
        }
        #expect(call.statistics.localCandidateType == .relay)
    }

    @Test func closingGivesTheAllocationBack() throws {
        let call = try relayed { $0.servers = [FarCall.turn] }
        call.close()
        try call.run(.seconds(1))
        #expect(call.server.statistics.released == 1)
    }

    @Test func aStaleNonceInMidSessionIsNotNoticed() throws {
        let call = try relayed()
        for _ in 0..<3 {
            call.server.makeNoncesStale()
            try call.run(.seconds(300))
            #expect(try call.isProjecting())
        }
        #expect(call.end == nil)
    }

    @Test func wrongCredentialsCostOnlyTheRelay() throws {
        var plan = FarCall.Plan()
        plan.servers = [FarCall.stun, FarCall.server("turn:\(FarCall.url)", password: "expired")]
        plan.tvTranslator = .portRestrictedCone
        plan.senderTranslator = .portRestrictedCone
        let call = try FarCall(plan)
        call.negotiate()
        #expect(try call.run(.seconds(5)) { $0.frames > 0 })
        try call.run(.seconds(12))
        #expect(call.reports.contains(.turn(.wrongCredentials)))
        #expect(call.candidates.last == .some(nil))
    }

    @Test func anIceRestartKeepsTheAllocation() throws {
        let call = try relayed { $0.servers = [FarCall.turn] }
        let allocated = call.server.relayedAddresses.sorted { $0.port < $1.port }
        call.negotiate(restartingICE: true)
        #expect(try call.isProjecting())
        try call.run(.seconds(2))
        #expect(call.answer.contains("typ relay"))
        #expect(Set(allocated).isSubset(of: call.server.relayedAddresses))
    }

    @Test func aServerThatSendsItsClientsElsewhereIsFollowed() throws {
        let call = try relayed {
            $0.turn.alternateServer = TransportAddress(.v4(0xCB00_7102), 3479)
            $0.servers = [FarCall.turn]
        }
        #expect(call.server.liveAllocations == 0)
        let other = try #require(call.otherServer)
        #expect(other.liveAllocations >= 1)
        #expect(other.statistics.relayedToClients > 0)
        #expect(call.reports.isEmpty)
    }

    @Test func twoServersThatNameEachOtherAreNotFollowedForEver() throws {
        var plan = FarCall.Plan()
        plan.servers = [FarCall.turn]
        plan.turn.alternateServer = TransportAddress(.v4(0xCB00_7102), 3479)
        let call = try FarCall(plan)
        call.otherServer?.configuration.alternateServer = FarCall.serverAddress
        call.negotiate()
        #expect(try call.run(.seconds(5)) { $0.frames > 10 }, "the direct path is as good as ever")
        #expect(call.reports == [.turn(.redirected(to: FarCall.serverAddress))])
    }

    @Test func anotherAddressOfTheTVGetsAnotherAllocation() throws {
        let call = try relayed { $0.servers = [FarCall.turn] }
        let relayedBefore = call.server.relayedAddresses
        call.moveTV(to: TransportAddress(.v4(0x0A00_0063), 41000))
        try call.run(.seconds(2))
        #expect(!call.server.relayedAddresses.filter { !relayedBefore.contains($0) }.isEmpty)
        call.negotiate(restartingICE: true)
        #expect(try call.isProjecting())
        #expect(call.end == nil)
        #expect(call.statistics.localCandidateType == .relay)
    }
}
