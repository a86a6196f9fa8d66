import DequeModule
import RTP
import Wire

/// What was sent under each transport-wide number, and what the receiver says of it
/// (draft-holmer-rmcat-transport-wide-cc-extensions-01).
struct TransportLedger: Sendable {
    /// One packet the receiver reported on.
    struct Outcome: Sendable, Equatable {
        var sentAt: MonotonicTime
        /// Of RTP, before encryption.
        var byteCount: Int
        /// On the receiver's clock, in steps of 250 µs; `nil`: not received by then.
        var arrival: Int64?
    }

    private struct Entry: Sendable {
        var sentAt: MonotonicTime
        var byteCount: Int
    }

    private static let capacity = 4096

    private(set) var nextNumber: UInt16 = 1
    private var entries: Deque<Entry> = []

    /// The number of a packet that leaves now.
    mutating func takeNumber(byteCount: Int, now: MonotonicTime) -> UInt16 {
        defer { nextNumber &+= 1 }
        if entries.count == Self.capacity { entries.removeFirst() }
        entries.append(Entry(sentAt: now, byteCount: byteCount))
        return nextNumber
    }

    /// What a report says of the packets that are remembered.
    func outcomes(of report: TransportFeedback) throws(RTCPError) -> [Outcome] {
        let first = nextNumber &- UInt16(truncatingIfNeeded: entries.count)
        return try report.packets().compactMap { status in
            let index = Int(status.sequenceNumber &- first)
            guard index < entries.count else { return nil }
            let entry = entries[index]
            return Outcome(sentAt: entry.sentAt, byteCount: entry.byteCount, arrival: status.arrival)
        }
    }
}
