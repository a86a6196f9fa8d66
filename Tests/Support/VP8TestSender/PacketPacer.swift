import DequeModule
import Wire

/// Sends packets in short bursts with pauses, as browsers do: a key frame sent at once overflows buffers on its way.
struct PacketPacer: Sendable {
    var pacing: Pacing
    private var media: Deque<OutgoingPacket> = []
    /// Repairs go first: somebody waits for them.
    private var urgent: Deque<OutgoingPacket> = []
    private var nextBurst = MonotonicTime(nanoseconds: .min)

    init(_ pacing: Pacing) {
        self.pacing = pacing
    }

    var deadline: MonotonicTime? {
        media.isEmpty && urgent.isEmpty ? nil : nextBurst
    }

    /// Packets still to be sent.
    var count: Int { media.count + urgent.count }

    mutating func append(_ packet: OutgoingPacket) {
        if packet.kind == .media { media.append(packet) } else { urgent.append(packet) }
    }

    /// What may leave now; empty until the next burst's time has come.
    mutating func takeBurst(now: MonotonicTime) -> [OutgoingPacket] {
        guard count > 0, nextBurst <= now else { return [] }
        nextBurst = now + pacing.interval
        var burst: [OutgoingPacket] = []
        while burst.count < pacing.burst, let packet = urgent.popFirst() ?? media.popFirst() { burst.append(packet) }
        return burst
    }
}
