import LiveProcesses
import WebDriver

/// A person with a laptop: a browser on the sender's page that shares the whole screen of an X server.
final class SenderBrowser: Sendable {
    let page: any Browser

    /// - Parameters:
    ///   - display: the X server whose screen is shared; the browser itself stays invisible.
    ///   - namespace: the network the laptop is in; the tests' own when `nil`.
    ///   - isChineseAndDark: how the person has set up their browser; otherwise it is English and light.
    init(
        sharing display: String,
        with kind: BrowserKind = .chromium,
        in namespace: NetworkNamespace? = nil,
        isChineseAndDark: Bool = false
    ) async throws {
        switch kind {
        case .chromium:
            page = try await WebDriver.chromium(
                display: display,
                arguments: [
                    "--headless=new", "--auto-select-desktop-capture-source=Entire screen", "--ignore-certificate-errors",
                    "--window-size=900,900", "--accept-lang=\(isChineseAndDark ? "zh-CN" : "en-US")",
                ] + (isChineseAndDark ? ["--force-dark-mode"] : []),
                in: namespace
            )
        case .firefox:
            let preferences: [String: any Sendable] =
                isChineseAndDark
                ? ["intl.accept_languages": "zh-CN, en", "layout.css.prefers-color-scheme.content-override": 0] : [:]
            page = try await Firefox.start(display: display, in: namespace, preferences: preferences)
        }
    }

    func open(_ address: String) async throws {
        try await page.open(address)
        try await page.wait(until: "document.querySelector('#share') !== null")
    }

    func share(code: String, name: String = "Ada") async throws {
        try await page.type(code, into: "#code")
        // Closed for those whose name is known.
        try await page.run("document.querySelector('#more').open = true")
        try await page.type(name, into: "#name")
        try await page.click("#share")
    }

    func waitUntil(state: String, within seconds: Int = 20) async throws {
        try await page.wait(until: "document.querySelector('#status').dataset.state === '\(state)'", within: seconds)
    }

    /// What has the focus is pressed by the keyboard; a Firefox without a window takes keys only after a click.
    func pressFocused(_ selector: String) async throws {
        if page is Firefox { try await page.click(selector) } else { try await page.press(Key.enter) }
    }

    func stop() async {
        await page.stop()
    }
}

extension WebDriver {
    /// A Chromium on the sender's page that shares the tab beside it, which plays two tones.
    static func sharingTab(besides address: String, on screen: Xvfb) async throws -> WebDriver {
        let browser = try await WebDriver.chromium(
            display: screen.display,
            arguments: [
                "--headless=new", "--auto-select-tab-capture-source-by-title=Tone", "--ignore-certificate-errors",
                "--autoplay-policy=no-user-gesture-required", "--window-size=900,900",
            ]
        )
        try await browser.open(TestPage.address(of: "tone"))
        try await browser.openTab(address)
        try await browser.wait(until: "document.querySelector('#share') !== null", within: 20)
        return browser
    }
}
