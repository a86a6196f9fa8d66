package import Logging
import Synchronization

/// The level of every logger made from it, changed at any time; and the last problems. Any thread may call.
package final class LogControl: Sendable {
    package let recentProblems = RecentProblems()
    private let shared: Mutex<Logger.Level>

    package init(level: Logger.Level) {
        shared = Mutex(level)
    }

    package var level: Logger.Level {
        get { shared.withLock { $0 } }
        set { shared.withLock { $0 = newValue } }
    }

    /// A handler in front of another, for `LoggingSystem.bootstrap`.
    package func handler(before next: any LogHandler) -> any LogHandler {
        ControlledLogHandler(control: self, next: next)
    }
}

/// Passes on what is important enough, and notes warnings and errors.
struct ControlledLogHandler: LogHandler {
    let control: LogControl
    var next: any LogHandler

    init(control: LogControl, next: any LogHandler) {
        self.control = control
        self.next = next
        // The level is asked here, not behind.
        self.next.logLevel = .trace
    }

    var metadata: Logger.Metadata {
        get { next.metadata }
        set { next.metadata = newValue }
    }

    var logLevel: Logger.Level {
        get { control.level }
        set { control.level = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { next[metadataKey: key] }
        set { next[metadataKey: key] = newValue }
    }

    func log(event: LogEvent) {
        if event.level >= .warning {
            let fields = next.metadata.merging(event.metadata ?? [:]) { _, new in new }.sorted { $0.key < $1.key }
            control.recentProblems.note(event.level, LogText.line(event.message, fields))
        }
        next.log(event: event)
    }
}
