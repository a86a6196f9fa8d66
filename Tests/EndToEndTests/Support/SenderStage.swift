import Foundation
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

    /// - Parameters:
    ///   - to: the user to call, as JSON.
    ///   - keep: whether the page keeps its signaling connection when media flow.
    ///   - client: who speaks Socket.IO for the page; a few lines of its own when `nil`.
    static func address(
        system: String,
        port: Int,
        room: String,
        to: String,
        keep: Bool = false,
        client: StockClient? = nil
    ) throws -> String {
        let file = Bundle.module.url(forResource: "sender", withExtension: "html", subdirectory: "Pages")
        let url = SystemServer.address(of: system, port: port)
        let library = try client.map { "," + (try $0.members) } ?? ""
        let task = #"{"system":"\#(system)","url":"\#(url)","room":"\#(room)","to":\#(to),"keep":\#(keep)\#(library)}"#
        let escaped = task.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        return try #require(file).absoluteString + "#" + escaped
    }

    func open(
        system: String,
        port: Int,
        room: String,
        to: String,
        keep: Bool = false,
        client: StockClient? = nil
    ) async throws {
        let address = try SenderStage.address(system: system, port: port, room: room, to: to, keep: keep, client: client)
        try await browser.open(address)
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
