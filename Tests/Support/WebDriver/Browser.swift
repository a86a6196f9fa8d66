/// A browser that a test drives, whichever it is.
package protocol Browser: Sendable {
    func open(_ address: String) async throws
    func click(_ selector: String) async throws
    func type(_ text: String, into selector: String) async throws
    /// Presses keys one after the other, wherever the focus is; see `Key` for those without a letter.
    func press(_ keys: String) async throws
    /// Every process of the browser stands still, as on a laptop that is closed, or goes on.
    func suspend(_ isAsleep: Bool) async throws
    /// The result of a script's `return`, as text; a promise is waited for.
    @discardableResult
    func run(_ script: String) async throws -> String
    /// Waits inside the page, not beside it, until an expression is true.
    func wait(until expression: String, within seconds: Int) async throws
    func text(of selector: String) async throws -> String
    /// Opens another tab and goes there.
    func openTab(_ address: String) async throws
    /// Closes the tab in front, as a person would.
    func closeTab() async throws
    /// PNG bytes of the page.
    func screenshot() async throws -> [UInt8]
    /// Kills the browser the hard way, as a crash would.
    func kill() async throws
    func stop() async
}

extension Browser {
    package func wait(until expression: String) async throws {
        try await wait(until: expression, within: 20)
    }
}

/// Keys without a letter, as W3C WebDriver writes them.
package enum Key {
    package static let tab = "\u{E004}"
    package static let enter = "\u{E007}"
}

/// What went wrong between a test and its browser.
package struct BrowserFailure: Error, CustomStringConvertible {
    package var description: String
}
