import LiveProcesses
import Pictures
import Testing
import WebDriver

/// No way between laptop and TV but a relay that both can reach.
@Suite(
    .serialized,
    .timeLimit(.minutes(5)),
    .enabled("needs root and network namespaces", { await NetworkNamespace.areAvailable() })
)
struct RelayTests {
    @Test func showsABrowsersScreenThroughCoturnOverUDPAndTCPAndTLS() async throws {
        let stage = try await RelayedStage.setUp()
        let urls = [
            "turn:\(RelayedStage.middle):3478?transport=udp", "turn:\(RelayedStage.middle):3478?transport=tcp",
            "turns:\(RelayedStage.middle):5349?transport=tcp",
        ]
        for url in urls {
            try await project(stage, by: url)
            try await stage.sender.page.click("#stop")
            _ = try await stage.tv.status { $0.sessions.isEmpty }
        }
        await stage.tearDown()
    }

    @Test func showsFirefoxThroughCoturn() async throws {
        let stage = try await RelayedStage.setUp(browser: .firefox)
        try await project(stage, by: "turn:\(RelayedStage.middle):3478?transport=udp")
        await stage.tearDown()
    }

    private func project(_ stage: RelayedStage, by url: String) async throws {
        try await stage.relayOnly(by: url)
        try await showingScreensOnFailure(of: stage.tv, and: stage.sender.page) {
            try await stage.sender.share(code: stage.code)
            let status = try await stage.tv.status { $0.state == "projecting" && $0.framesDisplayed > 30 }
            print("\(url): first picture \(status.sessions.first?.timeToFirstFrame ?? -1) s after the answer")
            try #require(status.sessions.first?.remoteCandidateType == "relay", "\(url)")
            try #require(ContentScreen.isShown(in: try await stage.tv.snapshot()), "\(url)")
        }
    }
}
