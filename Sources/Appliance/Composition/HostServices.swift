import Logging
package import Supervision

/// What a process has around it: a service manager, a log, files to read the configuration from again.
package struct HostServices: Sendable {
    /// `nil` where nobody started this process as a service.
    package var manager: ServiceManager?
    package var log = LogControl(level: .info)
    /// Reads the configuration as it was read at the start; `nil` where that is not to be had again.
    package var load: ConfigurationReloader.Load?

    package init() {}
}
