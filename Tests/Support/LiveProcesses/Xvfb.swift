/// A real X server without a screen.
package final class Xvfb: Sendable {
    /// Such as `:7`.
    package let display: String
    package let process: LiveProcess

    package init(width: Int, height: Int, display wanted: String? = nil) async throws {
        var arguments = ["-displayfd", "1", "-screen", "0", "\(width)x\(height)x24", "-nolisten", "tcp", "-noreset"]
        if let wanted { arguments.insert(wanted, at: 0) }
        process = try LiveProcess("Xvfb", arguments)
        display = try await process.firstLine { line in Int(line).map { ":\($0)" } }
    }

    package func stop() async {
        await process.stop()
    }
}
