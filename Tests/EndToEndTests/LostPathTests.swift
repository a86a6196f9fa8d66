import Foundation
import LiveProcesses
import NetworkEmulator
import NetworkStage
import Testing
import WebDriver

/// The way between laptop and TV is lost and comes back: nobody chooses a screen, or clicks, a second time.
@Suite(
    .serialized,
    .timeLimit(.minutes(10)),
    .enabled("needs root, network namespaces and TUN devices", { await NetworkNamespace.areAvailable() })
)
struct LostPathTests {
    private static let lan = LinkConditions(delay: .milliseconds(2))

    @Test(arguments: BrowserKind.allCases)
    func goesOnAfterAShortOutage(browser: BrowserKind) async throws {
        try await withProjection(in: browser) { stage in
            try await cutMedia(stage) { $0.state == "interrupted" }
            stage.link.setConditions(Self.lan)
            try await expectPicture(stage, "an outage of more than three seconds")
        }
    }

    @Test func comesBackAfterTheTVHasGivenItUp() async throws {
        try await withProjection { stage in
            try await cutMedia(stage) { $0.framesDisplayed == 0 }
            stage.link.setConditions(Self.lan)
            try await expectPicture(stage, "an outage that the TV did not wait out")
        }
    }

    /// Out of the network for longer than TV, server and browser keep anything of it; the screen is still shared.
    @Test func comesBackAfterMinutesWithoutANetwork() async throws {
        try await withProjection { stage in
            try await stage.laptop.run("ip address del \(ImpairedLink.nearAddress)/24 dev wan")
            _ = try await stage.tv.status(within: .seconds(30)) { $0.state == "waiting" && $0.sessions.isEmpty }
            try await stage.sender.waitUntil(state: "reconnecting")
            try await stage.sender.page.run(
                "window.gone = performance.now(); window.soon = document.querySelector('#next').innerText"
            )
            try await stage.sender.page.wait(until: "document.querySelector('#next').innerText !== window.soon", within: 50)
            try await stage.sender.page.wait(until: "performance.now() - window.gone > 90000", within: 120)
            #expect(try await stage.sender.page.run("return diascope.state") == "reconnecting")
            try await stage.laptop.run(
                "ip address add \(ImpairedLink.nearAddress)/24 dev wan\nip route add default dev wan"
            )
            try await expectPicture(stage, "a minute and a half without a network")
        }
    }

    /// Whoever comes back by itself does not take the TV from somebody else, and hears who it is.
    @Test func staysAwayFromATVThatSomebodyElseUsesByNow() async throws {
        try await withProjection { stage in
            // Its picture is gone; the page asks again at once, and in vain, as long as nothing but signalling gets through.
            try await cutMedia(stage) { $0.framesDisplayed == 0 }
            let other = try await SenderBrowser(sharing: stage.content.xvfb.display, in: stage.television)
            try await other.open(stage.address)
            try await other.share(code: stage.code, name: "Grace")
            _ = try await stage.tv.status { $0.sessions.map(\.senderName) == ["Grace"] && $0.framesDisplayed > 10 }
            stage.link.setConditions(Self.lan)
            try await stage.sender.waitUntil(state: "ended", within: 40)
            #expect(try await stage.sender.page.run("return diascope.reason") == "replaced")
            #expect(try await stage.sender.page.text(of: "#what").contains("Grace"))
            #expect(try await stage.tv.status { _ in true }.sessions.map(\.senderName) == ["Grace"])
            await other.stop()
        }
    }

    @Test func followsALaptopToAnotherAddress() async throws {
        try await withProjection { stage in
            let before = try await stage.tv.status { _ in true }
            try await stage.laptop.run(
                """
                ip address del \(ImpairedLink.nearAddress)/24 dev wan
                ip address add 10.78.0.77/24 dev wan
                ip route add default dev wan
                """
            )
            // Nothing comes from the old one any more. The way over the new one is there within a second or two: the session stays.
            let after = try await stage.tv.status { $0.framesDisplayed > before.framesDisplayed + 60 }
            #expect(after.sessions.first?.remoteCandidateType == "prflx")
            try await expectPicture(stage, "a new address of the laptop")
        }
    }

    @Test func wakesUpWithTheLaptop() async throws {
        try await withProjection { stage in
            try stage.laptop.signalAll(SIGSTOP)
            _ = try await stage.tv.status(within: .seconds(30)) { $0.state == "waiting" }
            try stage.laptop.signalAll(SIGCONT)
            try await expectPicture(stage, "sleep until the TV was back at its code")
        }
    }

    private func withProjection(in browser: BrowserKind = .chromium, _ body: (ImpairedStage) async throws -> Void) async throws {
        let stage = try await ImpairedStage.setUp(Self.lan, browser: browser)
        try await showingScreensOnFailure(of: stage.tv, and: stage.sender.page) {
            try await stage.sender.share(code: stage.code)
            _ = try await stage.tv.status { $0.framesDisplayed > 10 }
            try await body(stage)
        }
        await stage.tearDown()
    }

    private func cutMedia(_ stage: ImpairedStage, until condition: (Status) -> Bool) async throws {
        stage.link.setConditions(LinkConditions(delay: .milliseconds(2), loss: 1))
        _ = try await stage.tv.status(within: .seconds(30), where: condition)
    }

    private func expectPicture(_ stage: ImpairedStage, _ what: String) async throws {
        let began = ContinuousClock.now
        let back = try await stage.tv.status(within: .seconds(60)) { $0.state == "projecting" }
        print("after \(what): the picture is back in \(ContinuousClock.now - began)")
        _ = try await stage.tv.status { $0.framesDisplayed > back.framesDisplayed + 10 }
        try await stage.sender.waitUntil(state: "projecting")
        #expect(back.projectionCode == stage.code)
        #expect(ContentScreen.isShown(in: try await stage.tv.snapshot()))
    }
}
