import LiveProcesses
import Testing

/// No way between laptop and TV but relays that both can reach.
@Suite(
    .serialized,
    .timeLimit(.minutes(5)),
    .enabled("needs root and network namespaces", { await NetworkNamespace.areAvailable() })
)
struct RelayTests {
    @Test func showsABrowsersScreenThroughCoturnOverUDPAndTCPAndTLS() async throws {
        let stage = try await RelayedStage.setUp()
        for (url, transport) in [
            ("turn:\(RelayedStage.middleAddress):3478?transport=udp", "udp"),
            ("turn:\(RelayedStage.middleAddress):3478?transport=tcp", "tcp"),
            ("turns:\(RelayedStage.middleAddress):5349?transport=tcp", "tls"),
        ] {
            try await expectPicture(stage, by: url, transport)
        }
        await stage.tearDown()
    }

    @Test func showsFirefoxThroughCoturn() async throws {
        let stage = try await RelayedStage.setUp(browser: .firefox)
        try await expectPicture(stage, by: "turn:\(RelayedStage.middleAddress):3478?transport=udp", "udp")
        await stage.tearDown()
    }

    private func expectPicture(_ stage: RelayedStage, by url: String, _ transport: String) async throws {
        let (session, isShown) = try await stage.project(by: url)
        print("\(url): first picture \(session.timeToFirstFrame ?? -1) s after the answer")
        #expect(isShown, "\(url)")
        #expect(session.localCandidateType == "relay", "\(url)")
        #expect(session.remoteCandidateType == "relay", "\(url)")
        #expect(session.relayProtocol == transport, "\(url)")
    }
}
