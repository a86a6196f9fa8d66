package import Logging
import Synchronization

/// The last warnings and errors, for the status page and the support bundle. Any thread may call.
package final class RecentProblems: Sendable {
    package struct Entry: Equatable, Sendable {
        package var level: Logger.Level
        package var text: String
        /// Repeated this often in a row.
        package var count: Int
    }

    private let limit: Int
    private let entries = Mutex<[Entry]>([])

    package init(limit: Int = 8) {
        self.limit = limit
    }

    /// The newest first.
    package var newestFirst: [Entry] { entries.withLock { $0.reversed() } }

    func note(_ level: Logger.Level, _ text: String) {
        entries.withLock { entries in
            if let last = entries.indices.last, entries[last].text == text {
                entries[last].count += 1
                return
            }
            entries.append(Entry(level: level, text: text, count: 1))
            if entries.count > limit { entries.removeFirst(entries.count - limit) }
        }
    }
}
