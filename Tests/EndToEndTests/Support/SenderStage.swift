import LiveProcesses
import Testing
import WebDriver

/// A person on a page of one of the four signaling systems, and the screen that they share.
struct SenderStage {
    let content: ContentScreen
    let browser: SenderBrowser

    init() async throws {
        content = try await ContentScreen(width: 1280, height: 720)
        browser = try await SenderBrowser(sharing: content.xvfb.display)
    }

    var page: any Browser { browser.page }

    func open(_ task: SenderTask) async throws {
        try await browser.open(task.address)
    }

    /// Shares, and the TV shows it, also after the page has closed its signaling connection.
    func projects(onto tv: Appliance) async throws {
        try await page.click("#share")
        let first = try await tv.status(within: .seconds(30)) { $0.state == "projecting" && $0.framesDisplayed > 0 }
        try await page.wait(until: "document.querySelector('#status').textContent.includes('signaling closed')")
        _ = try await tv.status { $0.state == "projecting" && $0.framesDisplayed > first.framesDisplayed + 60 }
        #expect(ContentScreen.isShown(in: try await tv.snapshot()))
        let told = try await page.text(of: "#status")
        #expect(!told.contains("error"), "\(told)")
    }

    func stop() async {
        await browser.stop()
        await content.stop()
    }
}
