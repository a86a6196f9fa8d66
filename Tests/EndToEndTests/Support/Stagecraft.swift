import LiveProcesses
import Testing

/// Everything a projection needs: a TV in an X server, a screen to share in another, and a browser on the sender's page.
struct Stagecraft {
    let tvScreen: Xvfb
    let tv: Appliance
    let content: ContentScreen
    let sender: SenderBrowser
    let code: String
    /// The sender's page as a browser on this machine opens it.
    let address: String

    static func setUp(
        width: Int,
        height: Int,
        still: Bool = false,
        browser: BrowserKind = .chromium,
        environment: [String: String] = [:]
    ) async throws -> Stagecraft {
        let tvScreen = try await Xvfb(width: width, height: height)
        let tv = try Appliance(
            "run",
            ["--display", "x11", "--listen", "127.0.0.1:0"],
            environment: environment.merging(["DISPLAY": tvScreen.display]) { _, new in new }
        )
        let address = try await tv.pageAddress()
        let status = try await tv.status { $0.projectionCode != nil }
        let content = try await ContentScreen(width: width, height: height, pace: still ? .still : .steady)
        let sender = try await SenderBrowser(sharing: content.xvfb.display, with: browser)
        try await sender.open(address)
        return Stagecraft(
            tvScreen: tvScreen,
            tv: tv,
            content: content,
            sender: sender,
            code: try #require(status.projectionCode),
            address: address
        )
    }

    /// Types the code as people do, in lower case with a dash, and shares.
    func share(name: String = "Ada") async throws {
        let typed = code.prefix(3).lowercased() + "-" + code.dropFirst(3).lowercased()
        try await sender.share(code: typed, name: name)
        try await sender.waitUntil(state: "projecting")
    }

    func tearDown() async {
        await sender.stop()
        await content.stop()
        await tv.stop()
        await tvScreen.stop()
    }
}
