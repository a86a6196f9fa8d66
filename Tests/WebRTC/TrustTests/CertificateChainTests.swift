import TestAuthority
import Testing

@testable import Trust

/// What a box without a battery believes before anybody has told it the time.
@Suite struct CertificateChainTests {
    private static let year2001: Int64 = 978_307_200
    private static let year2026: Int64 = 1_767_225_600
    private static let year2090: Int64 = 3_786_912_000
    private static let year2091: Int64 = 3_818_448_000

    private let authority: TestAuthority
    private let unset = CertificateClock(now: year2001, isSet: false, floor: year2026)

    init() throws {
        authority = try TestAuthority()
    }

    private func fault(
        _ chain: [[UInt8]],
        host: String = "room.example.org",
        clock: CertificateClock
    ) async throws -> String? {
        try await authority.withFile { CertificateChain(chain).fault(host: host, clock: clock, authorities: $0) }
    }

    private func server(from: Int64 = year2090, to: Int64 = year2091) throws -> [[UInt8]] {
        [try authority.issue(names: ["room.example.org"], addresses: [[192, 0, 2, 7]], from: from, to: to).der]
    }

    @Test func believesACertificateThatIsNewerThanAClockNobodyHasSet() async throws {
        #expect(try await fault(server(), clock: unset) == nil)
        #expect(try await fault(server(), host: "192.0.2.7", clock: unset) == nil)
    }

    @Test func believesTheDatesOnceTheClockIsSet() async throws {
        let early = CertificateClock(now: Self.year2026, isSet: true, floor: Self.year2026)
        #expect(try await fault(server(), clock: early) == "certificate is not yet valid")
        let late = CertificateClock(now: Self.year2091 + 1, isSet: true, floor: Self.year2026)
        #expect(try await fault(server(), clock: late) == "certificate has expired")
        let between = CertificateClock(now: Self.year2090 + 1, isSet: true, floor: Self.year2026)
        #expect(try await fault(server(), clock: between) == nil)
    }

    @Test func refusesACertificateThatEndedBeforeTheProgramWasBuilt() async throws {
        let old = try server(from: Self.year2001, to: Self.year2026 - 1)
        #expect(try await fault(old, clock: unset) == "certificate has expired")
        #expect(try await fault(server(from: Self.year2001, to: Self.year2026 + 1), clock: unset) == nil)
    }

    @Test func refusesAnotherHost() async throws {
        #expect(try await fault(server(), host: "other.example.org", clock: unset) == "hostname mismatch")
        #expect(try await fault(server(), host: "192.0.2.8", clock: unset) == "IP address mismatch")
    }

    @Test func refusesWhatAnotherAuthorityHasSigned() async throws {
        let stranger = try TestAuthority("Another authority")
        let chain = [try stranger.issue(names: ["room.example.org"], from: Self.year2090, to: Self.year2091).der]
        #expect(try await fault(chain, clock: unset) == "unable to get local issuer certificate")
        // The system's authorities know none of us.
        let own = CertificateChain(try server())
        #expect(own.fault(host: "room.example.org", clock: unset, authorities: nil) != nil)
    }

    @Test func refusesWhatIsNoCertificate() async throws {
        #expect(try await fault([[0x30, 0x03, 0x02, 0x01, 0x05]], clock: unset) == "it shows a damaged certificate")
        #expect(try await fault([[]], clock: unset) == "it shows a damaged certificate")
        #expect(try await fault([], clock: unset) != nil)
        let cut = try server().map { Array($0.dropLast(20)) }
        #expect(try await fault(cut, clock: unset) == "it shows a damaged certificate")
    }

    @Test func refusesEverybodyWithoutAuthorities() throws {
        let chain = CertificateChain(try server())
        #expect(chain.fault(host: "room.example.org", clock: unset, authorities: "/nonexistent") != nil)
    }
}
