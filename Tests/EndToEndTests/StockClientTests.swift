import Foundation
import LiveProcesses
import Logging
import SocketIOConformance
import Testing
import WebDriver

/// Pages of the field, in which the original Socket.IO speaks: the newest version, and those that old pages have kept.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct StockClientTests {
    /// Namespaces, bytes, acknowledgements, order, heartbeats and refusals, as `socketio-conformance` serves them.
    @Test(arguments: BrowserKind.allCases)
    func findEverythingTheyKnow(_ kind: BrowserKind) async throws {
        let server = try await ConformanceServer.start(port: 0, timing: .unhurried, logger: Logger(label: "conformance"))
        let xvfb = try await Xvfb(width: 320, height: 240)
        let browser = try await SenderBrowser(sharing: xvfb.display, with: kind)
        for client in StockClient.all {
            let task = #"{"url":"http://localhost:\#(server.port)",\#(try client.members)}"#
            // Another task alone would not load the page again.
            try await browser.page.open("about:blank")
            try await browser.page.open(TestPage.address(of: "stock-client", task: task))
            try await browser.page.wait(until: "document.querySelector('#status').dataset.state !== 'running'", within: 60)
            let told = try await browser.page.text(of: "#status")
            let isDone = try await browser.page.run("return document.querySelector('#status').dataset.state") == "done"
            #expect(isDone, "\(kind), \(client): \(told)")
        }
        await browser.stop()
        await xvfb.stop()
        try await server.stop()
    }

    /// The offer and candidates leave the client before its join does, as all do that is emitted before it is connected.
    @Test func projectOntoOurTV() async throws {
        let tv = try Appliance("run", ["--display", "headless", "--listen", "127.0.0.1:0"])
        let port = try #require(URL(string: try await tv.pageAddress())?.port)
        let code = try #require(try await tv.status { $0.projectionCode != nil }.projectionCode)
        let stage = try await SenderStage()
        for client in StockClient.all {
            try await stage.page.open("about:blank")
            try await stage.open(SenderTask(system: "projection", port: port, room: code, to: "7", client: client))
            try await stage.projects(onto: tv)
            let told = try await stage.page.text(of: "#status")
            // It may have changed before it is told that it is connected.
            #expect(client.transports.contains { told.contains("by \($0)\n") }, "\(client): \(told)")
            try await stage.page.click("#stop")
            _ = try await tv.status(within: .seconds(10)) { $0.state == "waiting" && $0.sessions.isEmpty }
        }
        await stage.stop()
        await tv.stop()
    }
}
