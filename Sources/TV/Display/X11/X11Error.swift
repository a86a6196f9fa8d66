/// Why an X display cannot be used.
enum X11Error: Error, Equatable, CustomStringConvertible {
    case cannotOpen(display: String)
    /// No visual whose pixels are BGRA bytes.
    case noTrueColor(display: String)

    var description: String {
        switch self {
        case .cannotOpen(let display):
            "Cannot open the X display \(display): no server answers there, or it refuses us. "
                + "Start an X server, set DISPLAY, or allow this user with xhost."
        case .noTrueColor(let display):
            "Cannot draw on the X display \(display): it has no 32-bit true colour. Start the X server with depth 24."
        }
    }
}
