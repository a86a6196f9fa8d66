import Foundation
import Glibc
package import LiveProcesses

/// A Chromium driven over W3C WebDriver by a `chromedriver` of its own.
package final class WebDriver: Browser {
    private let driver: LiveProcess
    private let session: URL
    private let namespace: NetworkNamespace?

    /// Flags without which Chromium does not run here, or slows down what it does not show.
    private static let flags = [
        "--no-sandbox", "--disable-dev-shm-usage", "--disable-background-timer-throttling", "--disable-renderer-backgrounding",
        "--disable-backgrounding-occluded-windows", "--no-first-run", "--password-store=basic", "--disable-sync",
        "--disable-component-update", "--disable-background-networking",
    ]

    private init(driver: LiveProcess, session: URL, namespace: NetworkNamespace?) {
        self.driver = driver
        self.session = session
        self.namespace = namespace
    }

    /// Starts a browser whose windows appear on `display`.
    package static func chromium(
        display: String?,
        arguments: [String],
        in namespace: NetworkNamespace? = nil
    ) async throws -> WebDriver {
        let screen = display.map { ["DISPLAY": $0] } ?? [:]
        let driver = try LiveProcess("chromedriver", ["--port=0"], environment: screen, in: namespace)
        let port = try await driver.firstLine { line in
            line.range(of: "successfully on port ").flatMap { Int(line[$0.upperBound...].prefix { $0.isNumber }) }
        }
        guard let base = URL(string: "http://127.0.0.1:\(port)/session") else { throw BrowserFailure(description: "no URL") }
        // Without the banner that says a test drives the browser: it would be on the shared screen.
        let options: [String: Any] = ["args": flags + arguments, "excludeSwitches": ["enable-automation"]]
        let capabilities: [String: Any] = [
            "capabilities": ["alwaysMatch": ["acceptInsecureCerts": true, "goog:chromeOptions": options]]
        ]
        let answer = try await request("POST", base, capabilities, in: namespace)
        guard let id = (answer as? [String: Any])?["sessionId"] as? String else {
            throw BrowserFailure(description: "no session: \(String(describing: answer))")
        }
        return WebDriver(driver: driver, session: base.appendingPathComponent(id), namespace: namespace)
    }

    package func open(_ address: String) async throws {
        try await call("POST", "url", ["url": address])
    }

    package func click(_ selector: String) async throws {
        try await call("POST", "element/\(find(selector))/click", [:])
    }

    package func type(_ text: String, into selector: String) async throws {
        let element = try await find(selector)
        try await call("POST", "element/\(element)/clear", [:])
        try await call("POST", "element/\(element)/value", ["text": text])
    }

    package func press(_ keys: String) async throws {
        let strokes = keys.flatMap { [["type": "keyDown", "value": "\($0)"], ["type": "keyUp", "value": "\($0)"]] }
        try await call("POST", "actions", ["actions": [["type": "key", "id": "keyboard", "actions": strokes]]])
    }

    package func suspend(_ isAsleep: Bool) async throws {
        // The driver stays awake, or its connection to the browser would be the one that is lost.
        driver.signalFamily(isAsleep ? SIGSTOP : SIGCONT, includingItself: false)
    }

    /// Chromium alone: a command of the DevTools protocol.
    package func devTools(_ command: String, _ parameters: [String: Any]) async throws {
        try await call("POST", "goog/cdp/execute", ["cmd": command, "params": parameters])
    }

    @discardableResult
    package func run(_ script: String) async throws -> String {
        let value = try await call("POST", "execute/sync", ["script": script, "args": [Any]()])
        return value.map { "\($0)" } ?? ""
    }

    package func wait(until expression: String, within seconds: Int) async throws {
        let script = """
            const done = arguments[arguments.length - 1], end = Date.now() + \(seconds * 1000);
            (function look() { if (\(expression)) done(true); else if (Date.now() > end) done(false); else setTimeout(look, 20); })();
            """
        try await call("POST", "timeouts", ["script": (seconds + 5) * 1000])
        let value = try await call("POST", "execute/async", ["script": script, "args": [Any]()])
        guard (value as? Bool) == true else {
            let state = try await run("return document.body.innerText")
            throw BrowserFailure(description: "not within \(seconds) s: \(expression). The page says:\n\(state)")
        }
    }

    package func text(of selector: String) async throws -> String {
        try await call("GET", "element/\(find(selector))/text", nil) as? String ?? ""
    }

    package func openTab(_ address: String) async throws {
        let handle = try await call("POST", "window/new", ["type": "tab"]) as? [String: Any]
        guard let name = handle?["handle"] as? String else { throw BrowserFailure(description: "no new tab") }
        try await call("POST", "window", ["handle": name])
        try await open(address)
    }

    package func closeTab() async throws {
        try await call("DELETE", "window", nil)
    }

    /// Closes every tab but the one in front.
    package func closeOtherTabs() async throws {
        let own = try await call("GET", "window", nil) as? String ?? ""
        let all = try await call("GET", "window/handles", nil) as? [String] ?? []
        for other in all where other != own {
            try await call("POST", "window", ["handle": other])
            try await call("DELETE", "window", nil)
        }
        try await call("POST", "window", ["handle": own])
    }

    package func screenshot() async throws -> [UInt8] {
        let text = try await call("GET", "screenshot", nil) as? String ?? ""
        return [UInt8](Data(base64Encoded: text) ?? Data())
    }

    /// Kills driver and browser the hard way, as a crash would.
    package func kill() async throws {
        let killer = try LiveProcess("pkill", ["-KILL", "-P", "\(driver.processIdentifier)"])
        _ = try await killer.exitCode()
        await driver.stop(with: 9)
    }

    package func stop() async {
        _ = try? await WebDriver.request("DELETE", session, nil, in: namespace)
        await driver.stop()
    }

    private func find(_ selector: String) async throws -> String {
        let value = try await call("POST", "element", ["using": "css selector", "value": selector]) as? [String: Any]
        guard let id = value?.values.first as? String else { throw BrowserFailure(description: "no element \(selector)") }
        return id
    }

    @discardableResult
    private func call(_ method: String, _ path: String, _ body: [String: Any]?) async throws -> Any? {
        try await WebDriver.request(method, session.appendingPathComponent(path), body, in: namespace)
    }

    private static func request(
        _ method: String,
        _ url: URL,
        _ body: [String: Any]?,
        in namespace: NetworkNamespace?
    ) async throws -> Any? {
        // chromedriver writes its headers in a way that Foundation's URLSession refuses.
        var arguments = ["-sS", "--max-time", "90", "-X", method, url.absoluteString]
        if let body {
            let data = try JSONSerialization.data(withJSONObject: body)
            arguments += ["-H", "Content-Type: application/json", "--data-binary", String(decoding: data, as: UTF8.self)]
        }
        let curl = try LiveProcess("curl", arguments, in: namespace)
        _ = try await curl.exitCode(within: .seconds(100))
        let data = Data(curl.lines.contents.utf8)
        guard !data.isEmpty else { throw BrowserFailure(description: "\(method) \(url.path): \(curl.errors.tail)") }
        let answer = try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed) as? [String: Any]
        let value = answer?["value"]
        if let error = (value as? [String: Any])?["error"] as? String {
            let message = (value as? [String: Any])?["message"] as? String ?? ""
            throw BrowserFailure(description: "\(method) \(url.path): \(error): \(message)")
        }
        return value is NSNull ? nil : value
    }
}
