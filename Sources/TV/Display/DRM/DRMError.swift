import Glibc

/// Why the kernel's display cannot be used: what failed, why, what to do.
enum DRMError: Error, Equatable {
    /// No card, or none that has outputs.
    case noCard
    case cannotOpen(path: String, code: Int32)
    /// The card has no dumb buffers: a picture cannot be written by the processor.
    case noBuffers(path: String)
    /// `found` are the connectors there are, as the kernel names them.
    case noConnector(wanted: String?, found: [String])
    /// A connected display without a mode: its EDID could not be read.
    case noMode(connector: String)
    /// No scan-out engine is left for the connector.
    case noPipe(connector: String)
    /// Another program holds the screen (DRM master).
    case notMaster(path: String)
    /// Somebody has another of the kernel's consoles on the screen.
    case anotherConsole
    case failed(operation: String, code: Int32)
}

extension DRMError: CustomStringConvertible {
    var description: String {
        switch self {
        case .noCard:
            "No display hardware: there is no /dev/dri/card with outputs. Load the graphics driver's kernel module."
        case .cannotOpen(let path, let code) where code == EACCES || code == EPERM:
            "Cannot open \(path): permission denied. Add the service's user to the group video."
        case .cannotOpen(let path, let code):
            "Cannot open \(path): \(Self.cause(code)). Check that the graphics driver is loaded and the path is right."
        case .noBuffers(let path):
            "Cannot draw on \(path): its driver has no dumb buffers. Use another card, or the X11 display."
        case .noConnector(let wanted?, let found):
            "Nothing is connected to \(wanted). This machine has \(Self.list(found)). Plug the TV in there, or correct display.connector."
        case .noConnector(nil, let found):
            "No TV is connected to \(Self.list(found)). Plug it in and switch it on."
        case .noMode(let connector):
            "The TV at \(connector) names no picture size: its EDID cannot be read. Try another cable, or another of its sockets."
        case .noPipe(let connector):
            "The graphics card cannot drive \(connector) now: other outputs use all its engines. Unplug one of them."
        case .notMaster(let path):
            "Another program owns the screen of \(path). Stop the desktop or the other kiosk; the picture comes back by itself."
        case .anotherConsole:
            "Another console is on the screen. Ctrl-Alt-F1 brings the TV's picture back."
        case .failed(let operation, let code):
            "\(operation) failed: \(Self.cause(code)). It is tried again; look at the kernel's log if it stays."
        }
    }

    private static func cause(_ code: Int32) -> String {
        unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    }

    private static func list(_ connectors: [String]) -> String {
        connectors.isEmpty ? "no connectors" : connectors.joined(separator: ", ")
    }
}
