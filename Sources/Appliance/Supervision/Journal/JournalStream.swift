import Glibc

/// Whether the standard error leads to the journal, which then takes structured entries as well (systemd.exec(5), JOURNAL_STREAM).
enum JournalStream {
    static func isStandardError(_ environment: [String: String]) -> Bool {
        var information = stat()
        guard unsafe fstat(STDERR_FILENO, &information) == 0 else { return false }
        return environment["JOURNAL_STREAM"] == "\(information.st_dev):\(information.st_ino)"
    }
}
