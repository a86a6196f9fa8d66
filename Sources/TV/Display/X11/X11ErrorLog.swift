import CX11
import Synchronization

/// Replaces Xlib's handlers, whose defaults print and end the process.
///
/// X errors are counted by connection, so that a call that may be refused can look for its own after `XSync`.
enum X11ErrorLog {
    private static let counts = Mutex<[UInt: Int]>([:])

    private static let installed: Void = {
        unsafe _ = XSetErrorHandler { display, _ in
            let key = UInt(bitPattern: display)
            X11ErrorLog.counts.withLock { $0[key, default: 0] += 1 }
            return 0
        }
        unsafe _ = XSetIOErrorHandler { _ in 0 }
    }()

    /// Call before the first connection is opened.
    static func install() { installed }

    /// Errors the server has reported on this connection.
    static func count(of display: OpaquePointer) -> Int {
        counts.withLock { $0[UInt(bitPattern: display)] ?? 0 }
    }

    static func forget(_ display: OpaquePointer) {
        counts.withLock { _ = $0.removeValue(forKey: UInt(bitPattern: display)) }
    }
}
