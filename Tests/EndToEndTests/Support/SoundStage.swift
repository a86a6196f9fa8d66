import LiveProcesses
import Testing
import WebDriver

/// A TV that plays on a tape, and a Chromium that is ready to share a tab with sound with it.
struct SoundStage {
    let tape: SoundTape
    let tv: Appliance
    let page: WebDriver
    private let screen: Xvfb
    private let code: String

    /// - Parameter environment: settings of the TV besides its sound device, or instead of it.
    static func setUp(environment: [String: String] = [:]) async throws -> SoundStage {
        let tape = try SoundTape()
        let screen = try await Xvfb(width: 1280, height: 720)
        let tv = try Appliance(
            "run",
            ["--display", "headless", "--listen", "127.0.0.1:0"],
            environment: tape.environment.merging(environment) { _, new in new }
        )
        let address = try await tv.pageAddress()
        let code = try #require(try await tv.status { $0.projectionCode != nil }.projectionCode)
        let page = try await WebDriver.sharingTab(besides: address, on: screen)
        return SoundStage(tape: tape, tv: tv, page: page, screen: screen, code: code)
    }

    func share() async throws {
        try await page.type(code, into: "#code")
        try await page.click("#share")
        try await page.wait(until: "document.querySelector('#status').dataset.state === 'projecting'", within: 20)
    }

    /// What the page says about the sound.
    func said() async throws -> String {
        try await page.run("return document.querySelector('#sound').dataset.sound")
    }

    func waitUntil(said: String) async throws {
        try await page.wait(until: "document.querySelector('#sound').dataset.sound === '\(said)'")
    }

    func tearDown() async {
        await page.stop()
        await tv.stop()
        await screen.stop()
    }
}
