/// What a service tells systemd (sd_notify(3)).
package enum ServiceNotification: Equatable, Sendable {
    /// Started: for the TV, the code screen is on the display, or the reason why it is not.
    case ready
    /// The configuration is being read again, since this moment of CLOCK_MONOTONIC in microseconds.
    case reloading(microseconds: Int64)
    case stopping
    /// One line for `systemctl status`.
    case status(String)
    /// All threads are alive.
    case watchdog

    /// The lines of the datagram.
    var text: String {
        switch self {
        case .ready: "READY=1"
        case .reloading(let microseconds): "RELOADING=1\nMONOTONIC_USEC=\(microseconds)"
        case .stopping: "STOPPING=1"
        // A line break would begin another assignment.
        case .status(let text): "STATUS=\(String(text.map { $0.isNewline ? " " : $0 }))"
        case .watchdog: "WATCHDOG=1"
        }
    }

    /// One datagram for all of them.
    static func datagram(_ notifications: [ServiceNotification]) -> [UInt8] {
        Array(notifications.map(\.text).joined(separator: "\n").utf8)
    }
}
