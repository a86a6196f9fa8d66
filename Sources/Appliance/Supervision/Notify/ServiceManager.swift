/// The service manager that started this process, as far as the environment tells of one: systemd's `NOTIFY_SOCKET` and
/// `WATCHDOG_USEC`, without libsystemd.
package final class ServiceManager: Sendable {
    /// How long the service may be silent before it is killed; `nil` without a watchdog.
    package let watchdogTimeout: Duration?
    private let socket: UnixDatagramSocket

    /// `nil` where nobody wants to be notified.
    ///
    /// - Parameter processIdentifier: this process; a watchdog that is meant for another one is left alone.
    package init?(environment: [String: String], processIdentifier: Int32) {
        guard let address = environment["NOTIFY_SOCKET"], let socket = UnixDatagramSocket(address) else { return nil }
        self.socket = socket
        let isForUs = environment["WATCHDOG_PID"].map { Int32($0) == processIdentifier } ?? true
        let microseconds = environment["WATCHDOG_USEC"].flatMap { Int64($0) } ?? 0
        watchdogTimeout = isForUs && microseconds > 0 ? .microseconds(microseconds) : nil
    }

    package func notify(_ notifications: ServiceNotification...) {
        socket.send(ServiceNotification.datagram(notifications))
    }
}
