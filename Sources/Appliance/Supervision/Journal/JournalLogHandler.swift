package import Logging

/// swift-log into the journal, with metadata as fields of their own: `journalctl DIASCOPE_SESSION=3`.
package struct JournalLogHandler: LogHandler {
    package var metadata = Logger.Metadata()
    package var logLevel = Logger.Level.info
    private let label: String
    private let socket: UnixDatagramSocket

    private static let address = "/run/systemd/journal/socket"

    /// `nil` unless the standard error is the journal's.
    package init?(label: String, environment: [String: String]) {
        guard JournalStream.isStandardError(environment) else { return nil }
        self.init(label: label, address: JournalLogHandler.address)
    }

    init?(label: String, address: String) {
        guard let socket = UnixDatagramSocket(address) else { return nil }
        self.label = label
        self.socket = socket
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { _, new in new }.sorted { $0.key < $1.key }
        var entry = JournalEntry()
        entry.add("MESSAGE", LogText.line(event.message, fields))
        entry.add("PRIORITY", "\(JournalLogHandler.priority(event.level))")
        entry.add("SYSLOG_IDENTIFIER", "diascope")
        entry.add("LOGGER", label)
        entry.add("CODE_FILE", event.file)
        entry.add("CODE_LINE", "\(event.line)")
        entry.add("CODE_FUNC", event.function)
        for (name, value) in fields { entry.add("DIASCOPE_\(name)", "\(value)") }
        socket.send(entry.bytes)
    }

    /// syslog(3).
    static func priority(_ level: Logger.Level) -> Int {
        switch level {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}

/// A message as people read it.
enum LogText {
    static func line(_ message: Logger.Message, _ fields: [(key: String, value: Logger.Metadata.Value)]) -> String {
        fields.isEmpty ? "\(message)" : "\(message) (\(fields.map { "\($0.key): \($0.value)" }.joined(separator: ", ")))"
    }
}
