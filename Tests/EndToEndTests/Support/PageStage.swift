import Foundation
import LiveProcesses
import Testing
import WebDriver

/// A TV, and a browser on the sender's page, set to a language and to light or dark, with an empty screen to share.
struct PageStage {
    let tv: Appliance
    let xvfb: Xvfb
    let sender: SenderBrowser
    let code: String
    /// As a browser on this machine opens it.
    let address: String
    /// As one elsewhere opens it without TLS: nothing that browsers trust. `nil` on a machine without a network.
    let insecureAddress: String?
    /// Chromium is English and light, Firefox Chinese and dark.
    let kind: BrowserKind

    static func setUp(_ kind: BrowserKind) async throws -> PageStage {
        let tv = try Appliance(
            "run",
            ["--display", "headless", "--listen", "0.0.0.0:0"],
            environment: ["DIASCOPE_ROOM_PLAIN_HTTP": "all"]
        )
        let address = try await tv.pageAddress()
        let status = try await tv.status { $0.projectionCode != nil && $0.isConnected }
        let xvfb = try await Xvfb(width: 640, height: 400)
        let sender = try await SenderBrowser(sharing: xvfb.display, with: kind, isChineseAndDark: kind == .firefox)
        let elsewhere = status.senderURL.flatMap { URL(string: $0)?.host() }.map { host in
            "http://\(host):\(URL(string: address)?.port ?? 0)"
        }
        return PageStage(
            tv: tv,
            xvfb: xvfb,
            sender: sender,
            code: try #require(status.projectionCode),
            address: address,
            insecureAddress: elsewhere,
            kind: kind
        )
    }

    var page: any Browser { sender.page }

    /// Puts something in the page's way; see `hindrances.js`.
    func hinder(_ hindrance: String) async throws {
        try await page.run("const hindrance = '\(hindrance)';" + (try resource("hindrances.js")))
    }

    /// What is wrong with the page for those who don't see, point or distinguish well; empty if nothing is. Keeps a picture.
    func inspect(_ name: String) async throws {
        let faults = try await page.run(try resource("accessibility.js"))
        #expect(faults.isEmpty, "\(kind), \(name):\n\(faults)")
        Attachment.record(try await page.screenshot(), named: "page-\(kind)-\(name).png")
        let said = try await page.run("return document.querySelector('#what').textContent")
        let isChinese = said.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
        #expect(said.isEmpty || isChinese == (kind == .firefox), "\(kind), \(name): \(said)")
    }

    private func resource(_ name: String) throws -> String {
        guard let file = Bundle.module.url(forResource: name, withExtension: nil, subdirectory: "Pages") else {
            throw LiveProcess.Failure(description: "\(name) is missing")
        }
        return try String(contentsOf: file, encoding: .utf8)
    }

    func tearDown() async {
        await sender.stop()
        await tv.stop()
        await xvfb.stop()
    }
}
