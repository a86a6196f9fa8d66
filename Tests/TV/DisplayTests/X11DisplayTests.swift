import DisplayContract
import DisplayX11
import Testing

@Suite(.serialized, .timeLimit(.minutes(2)), .enabled(if: XvfbServer.isInstalled)) struct X11DisplayTests {
    @Test func waitsForAServerThatIsNotThereYet() throws {
        let server = try XvfbServer(width: 64, height: 48)
        server.kill()
        let display = try X11Display(
            configuration: X11Configuration(displayName: server.display, retryInterval: .milliseconds(20))
        )
        defer { display.close() }
        let recorder = EventRecorder(display)
        let message = "Cannot open the X display \(server.display)"
        #expect(recorder.wait(polling: .milliseconds(5)) { _ in display.status.fault?.hasPrefix(message) == true })
        #expect(display.mode == nil)
        try server.restart()
        #expect(recorder.wait { $0.contains(.plugged(DisplayMode(width: 64, height: 48, refreshHz: 0))) })
    }

    @Test func repaintsWhenUncovered() throws {
        let harness = try DisplayHarness(.x11)
        let probe = try #require(harness.server.flatMap { XProbe($0.display) })
        let expected = try harness.present(1, seed: 40)
        #expect(harness.recorder.waitForPresentation(of: 1))
        probe.coverAndUncoverWindow()
        // The repaint makes no event of ours: the screen itself has to be watched.
        #expect(harness.recorder.wait(polling: .milliseconds(5)) { _ in probe.screen?.looksLike(expected) == true })
    }

    @Test func followsTheScreenWithoutAWindowManager() throws {
        let harness = try DisplayHarness(.x11)
        let probe = try #require(harness.server.flatMap { XProbe($0.display) })
        probe.announceScreenSize(width: 100, height: 80)
        #expect(harness.recorder.wait { $0.contains(.modeChanged(DisplayMode(width: 100, height: 80, refreshHz: 0))) })
    }

    @Test func reportsTheWishToCloseTheWindow() throws {
        let harness = try DisplayHarness(.x11)
        let probe = try #require(harness.server.flatMap { XProbe($0.display) })
        #expect(probe.title == "Diascope")
        probe.askToClose()
        #expect(harness.recorder.wait { $0.contains(.closeRequested) })
        #expect(harness.display.mode != nil)
    }

    @Test func opensAWindowOfTheSizeAskedFor() throws {
        let server = try XvfbServer(width: 200, height: 150)
        let display = try X11Display(
            configuration: X11Configuration(
                displayName: server.display,
                fullScreen: false,
                windowWidth: 120,
                windowHeight: 70,
                title: "Test"
            )
        )
        defer { display.close() }
        let recorder = EventRecorder(display)
        #expect(recorder.wait { _ in display.mode != nil })
        #expect(display.mode == DisplayMode(width: 120, height: 70, refreshHz: 0))
        #expect(XProbe(server.display)?.title == "Test")
    }
}
