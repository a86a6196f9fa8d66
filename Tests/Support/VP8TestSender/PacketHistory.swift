import DequeModule
import Wire

/// The media packets of the last second, for repairs (RFC 4588).
struct PacketHistory: Sendable {
    private struct Entry: Sendable {
        var packet: OutgoingPacket
        var sentAt: MonotonicTime
        var lastSentAt: MonotonicTime
    }

    /// As long as browsers keep them.
    static let lifetime: Duration = .seconds(1)

    /// In the order of their sequence numbers, without gaps.
    private var entries: Deque<Entry> = []

    mutating func append(_ packet: OutgoingPacket, now: MonotonicTime) {
        while let oldest = entries.first, now - oldest.sentAt > Self.lifetime { entries.removeFirst() }
        entries.append(Entry(packet: packet, sentAt: now, lastSentAt: now))
    }

    /// The packet to send again; `nil` if it is gone, or was sent less than `pause` ago and may still be on its way.
    mutating func take(_ sequenceNumber: UInt16, pause: Duration, now: MonotonicTime) -> OutgoingPacket? {
        guard let first = entries.first else { return nil }
        let index = Int(sequenceNumber &- first.packet.sequenceNumber)
        guard index < entries.count, now - entries[index].sentAt <= Self.lifetime, now - entries[index].lastSentAt >= pause else {
            return nil
        }
        entries[index].lastSentAt = now
        return entries[index].packet
    }
}
