import ICE
import LiveCoturn
import PeerCore
import PeerSession
import RTP
import Testing
import Transport
import VP8TestSender
import Wire

/// The TV with nothing but a relay, against a real one.
@Suite("coturn", .serialized, .enabled(if: Coturn.isInstalled, "coturn is not installed"), .timeLimit(.minutes(5)))
struct CoturnTests {
    private func call(_ coturn: Coturn, _ server: ICEServer, isTrusted: Bool = true) async throws -> LiveCall {
        let call = try LiveCall(
            peer: PeerConfiguration(iceTransportPolicy: .relay),
            trust: isTrusted ? TLSTrust(certificates: coturn.certificate) : TLSTrust()
        )
        await call.session.use([server])
        let answer = try await call.negotiate()
        #expect(!answer.contains("a=candidate"))
        return call
    }

    @Test(arguments: ["udp", "tcp", "tls"]) func mediaGoesThroughTheRelay(transport: String) async throws {
        let coturn = try await Coturn.start()
        let call = try await call(coturn, coturn.server(transport))
        try await call.film(for: "fifty frames") { $0.frames.count >= 50 }
        let seen = call.seen.value
        #expect(seen.frames.allSatisfy(seen.isGenuine))
        let statistics = await call.session.statistics
        #expect(statistics.localCandidateType == .relay)
        #expect(statistics.relayProtocol?.rawValue == transport)
        try await call.seen.wait(for: "the end of candidates") { $0.candidates.last == .some(nil) }
        #expect(call.seen.value.candidates.compactMap { $0 }.allSatisfy { $0.contains("typ relay raddr 0.0.0.0 rport 0") })
        await call.close()
        await coturn.stop()
    }

    enum Wrong: CaseIterable {
        case secret
        case expired
        case certificate
    }

    @Test(arguments: Wrong.allCases) func whatIsWrongEndsOnlyTheCandidate(wrong: Wrong) async throws {
        let coturn = try await Coturn.start()
        let server =
            switch wrong {
            case .secret: try coturn.server("udp", secret: "another")
            case .expired: try coturn.server("tcp", validity: -60)
            case .certificate: try coturn.server("tls")
            }
        let call = try await call(coturn, server, isTrusted: wrong != .certificate)
        try await call.seen.wait(for: "the end of candidates") { !$0.candidates.isEmpty }
        #expect(call.seen.value.candidates == [nil])
        #expect(call.seen.value.end == nil)
        await call.close()
        await coturn.stop()
    }
}
