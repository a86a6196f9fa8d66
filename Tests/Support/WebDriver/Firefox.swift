import Foundation
import Glibc
package import LiveProcesses
import Synchronization

/// A Firefox driven over W3C WebDriver BiDi, with a profile of its own.
package final class Firefox: Browser {
    private let process: LiveProcess
    private let profile: URL
    private let connection: BiDiConnection
    private let context: Mutex<String>

    /// Without questions to a person, and without talking to anybody but the page.
    private static let preferences: [String: any Sendable] = [
        "media.navigator.permission.disabled": true, "media.autoplay.default": 0, "remote.active-protocols": 1,
        "browser.shell.checkDefaultBrowser": false, "browser.aboutwelcome.enabled": false, "app.update.enabled": false,
        "app.normandy.enabled": false, "datareporting.policy.dataSubmissionEnabled": false, "toolkit.telemetry.server": "",
        "services.settings.server": "http://127.0.0.1:1/", "network.captive-portal-service.enabled": false,
        "network.connectivity-service.enabled": false, "browser.safebrowsing.malware.enabled": false,
        "browser.safebrowsing.phishing.enabled": false, "media.gmp-manager.updateEnabled": false,
        "media.gmp-provider.enabled": false, "extensions.systemAddon.update.enabled": false,
        // The profile lies in a directory that goes away with the test.
        "browser.cache.disk.enable": false, "browser.sessionstore.resume_from_crash": false,
    ]

    private init(process: LiveProcess, profile: URL, connection: BiDiConnection, context: String) {
        self.process = process
        self.profile = profile
        self.connection = connection
        self.context = Mutex(context)
    }

    deinit {
        try? FileManager.default.removeItem(at: profile)
    }

    /// Starts a browser without a window.
    ///
    /// - Parameter display: the X server whose screen it shares when asked for one.
    package static func start(
        display: String?,
        in namespace: NetworkNamespace? = nil,
        preferences more: [String: any Sendable] = [:]
    ) async throws -> Firefox {
        let profile = FileManager.default.temporaryDirectory.appendingPathComponent("firefox-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: profile, withIntermediateDirectories: true)
        let lines = try preferences.merging(more) { _, new in new }.map { key, value in
            let text = try JSONSerialization.data(withJSONObject: value, options: .fragmentsAllowed)
            return "user_pref(\"\(key)\", \(String(decoding: text, as: UTF8.self)));"
        }
        try lines.joined(separator: "\n").write(
            to: profile.appendingPathComponent("user.js"),
            atomically: true,
            encoding: .utf8
        )
        let process = try LiveProcess(
            "firefox-esr",
            ["--no-remote", "--headless", "--profile", profile.path, "--remote-debugging-port", "0", "about:blank"],
            environment: display.map { ["DISPLAY": $0] } ?? [:],
            in: namespace
        )
        let line = try await process.errors.firstLineContaining("WebDriver BiDi listening on ws://", within: .seconds(40))
        guard let port = line.split(separator: ":").last.flatMap({ UInt16($0) }) else {
            throw BrowserFailure(description: "no port in “\(line)”")
        }
        let connection = try BiDiConnection(port: port, in: namespace)
        try await connection.call("session.new", ["capabilities": ["alwaysMatch": ["acceptInsecureCerts": true]]])
        let tree = try await connection.call("browsingContext.getTree", [:])
        guard let context = (tree["contexts"] as? [[String: Any]])?.first?["context"] as? String else {
            throw BrowserFailure(description: "Firefox has no tab")
        }
        return Firefox(process: process, profile: profile, connection: connection, context: context)
    }

    private var tab: String { context.withLock { $0 } }

    package func open(_ address: String) async throws {
        try await connection.call("browsingContext.navigate", ["context": tab, "url": address, "wait": "complete"])
        // Keys go to the page in front, and to no other.
        try await connection.call("browsingContext.activate", ["context": tab])
    }

    package func click(_ selector: String) async throws {
        let origin: [String: Any] = ["type": "element", "element": ["sharedId": try await find(selector)]]
        try await perform([
            "type": "pointer", "id": "mouse",
            "actions": [
                ["type": "pointerMove", "x": 0, "y": 0, "origin": origin], ["type": "pointerDown", "button": 0],
                ["type": "pointerUp", "button": 0],
            ],
        ])
    }

    package func type(_ text: String, into selector: String) async throws {
        try await click(selector)
        try await run("document.querySelector('\(selector)').select()")
        // U+E003 is the backspace key.
        try await press("\u{E003}" + text)
    }

    package func press(_ keys: String) async throws {
        try await perform([
            "type": "key", "id": "keyboard",
            "actions": keys.flatMap { [["type": "keyDown", "value": "\($0)"], ["type": "keyUp", "value": "\($0)"]] },
        ])
    }

    package func suspend(_ isAsleep: Bool) async throws {
        process.signalFamily(isAsleep ? SIGSTOP : SIGCONT)
    }

    @discardableResult
    package func run(_ script: String) async throws -> String {
        try await evaluate("(async () => { \(script) })().then((value) => String(value ?? ''))", within: .seconds(60))
    }

    package func wait(until expression: String, within seconds: Int) async throws {
        let script = """
            new Promise((done) => {
              const end = Date.now() + \(seconds * 1000);
              (function look() {
                if (\(expression)) done("yes"); else if (Date.now() > end) done("no"); else setTimeout(look, 20);
              })();
            })
            """
        guard try await evaluate(script, within: .seconds(seconds + 5)) == "yes" else {
            let state = try await run("return document.body.innerText")
            throw BrowserFailure(description: "not within \(seconds) s: \(expression). The page says:\n\(state)")
        }
    }

    package func text(of selector: String) async throws -> String {
        try await run("return document.querySelector('\(selector)').innerText")
    }

    package func openTab(_ address: String) async throws {
        let created = try await connection.call("browsingContext.create", ["type": "tab"])
        guard let name = created["context"] as? String else { throw BrowserFailure(description: "no new tab") }
        context.withLock { $0 = name }
        try await open(address)
    }

    package func closeTab() async throws {
        try await connection.call("browsingContext.close", ["context": tab])
    }

    package func screenshot() async throws -> [UInt8] {
        let text = try await connection.call("browsingContext.captureScreenshot", ["context": tab])["data"] as? String
        return [UInt8](Data(base64Encoded: text ?? "") ?? Data())
    }

    package func kill() async throws {
        Glibc.kill(-process.processIdentifier, SIGKILL)
        await process.stop(with: SIGKILL)
    }

    package func stop() async {
        _ = try? await connection.call("browser.close", [:], within: .seconds(10))
        connection.close()
        await process.stop()
    }

    private func find(_ selector: String) async throws -> String {
        let found = try await connection.call(
            "browsingContext.locateNodes",
            ["context": tab, "locator": ["type": "css", "value": selector], "maxNodeCount": 1]
        )
        guard let id = (found["nodes"] as? [[String: Any]])?.first?["sharedId"] as? String else {
            throw BrowserFailure(description: "no element \(selector)")
        }
        return id
    }

    private func perform(_ source: [String: Any]) async throws {
        try await connection.call("input.performActions", ["context": tab, "actions": [source]])
    }

    private func evaluate(_ expression: String, within limit: Duration) async throws -> String {
        let answer = try await connection.call(
            "script.evaluate",
            ["expression": expression, "target": ["context": tab], "awaitPromise": true],
            within: limit
        )
        if answer["type"] as? String == "exception" {
            let details = answer["exceptionDetails"] as? [String: Any]
            throw BrowserFailure(description: details?["text"] as? String ?? "the script failed")
        }
        return (answer["result"] as? [String: Any])?["value"] as? String ?? ""
    }
}
