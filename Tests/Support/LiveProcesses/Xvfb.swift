import CX11

/// A real X server without a screen.
package final class Xvfb: Sendable {
    /// Such as `:7`.
    package let display: String
    package let process: LiveProcess

    /// - Parameter directory: where the server keeps its pixels in a file that others can map, `Xvfb_screen0`.
    package init(width: Int, height: Int, display wanted: String? = nil, pixelsIn directory: String? = nil) async throws {
        var arguments = ["-displayfd", "1", "-screen", "0", "\(width)x\(height)x24", "-nolisten", "tcp", "-noreset"]
        if let directory { arguments += ["-fbdir", directory] }
        if let wanted { arguments.insert(wanted, at: 0) }
        process = try LiveProcess("Xvfb", arguments)
        display = try await process.firstLine { line in Int(line).map { ":\($0)" } }
        Xvfb.internAtoms(on: display)
    }

    /// Chromium's screen capturer asks for atoms that a window manager has always made, and dies of an X error where
    /// there is none.
    private static func internAtoms(on display: String) {
        guard let connection = XOpenDisplay(display) else { return }
        for name in [
            "WM_STATE", "_NET_WM_WINDOW_TYPE", "_NET_WM_WINDOW_TYPE_NORMAL", "_NET_WM_PID", "_NET_WM_STATE", "_NET_SUPPORTED",
        ] {
            XInternAtom(connection, name, 0)
        }
        XSync(connection, 0)
        XCloseDisplay(connection)
    }

    package func stop() async {
        await process.stop()
    }
}
