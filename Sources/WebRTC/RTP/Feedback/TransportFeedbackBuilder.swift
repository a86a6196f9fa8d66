import Wire

/// Collects packet statuses into one transport-wide feedback packet of bounded size.
struct TransportFeedbackBuilder: Sendable {
    private static let fixedSize = 20
    /// 64 ms in ticks of 250 µs.
    private static let referenceTicks: Int64 = 256

    private let base: Int64
    /// In units of 64 ms; set by the first received packet.
    private var reference: Int64?
    private var lastTicks: Int64 = 0
    /// 0 not received, 1 small delta, 2 large or negative delta (§3.1.1).
    private var symbols: [UInt8] = []
    private var deltas = ByteWriter(reservingCapacity: 128)
    /// Statuses up to the last received packet: nothing is said of what follows it.
    private var statusCount = 0

    /// A report whose first status is that of packet `base`.
    init(base: Int64) {
        self.base = base
    }

    /// Adds the next packet, arrived at `ticks` of 250 µs or not at all. `false`: no room, or too far in time from the one
    /// before.
    mutating func add(ticks: Int64?) -> Bool {
        var symbol: UInt8 = 0
        var delta: Int16 = 0
        if let ticks {
            let reference = reference ?? ticks >> 8
            if self.reference == nil { lastTicks = reference * Self.referenceTicks }
            guard let exact = Int16(exactly: ticks - lastTicks) else { return false }
            delta = exact
            symbol = (0...255).contains(exact) ? 1 : 2
            self.reference = reference
        }
        guard size(symbols: symbols.count + 1, deltas: deltas.count + Int(symbol)) <= TransportFeedbackRecorder.maximumReportSize
        else { return false }
        symbols.append(symbol)
        guard let ticks else { return true }
        if symbol == 1 {
            deltas.write(UInt8(truncatingIfNeeded: delta))
        } else {
            deltas.write(UInt16(bitPattern: delta))
        }
        statusCount = symbols.count
        lastTicks = ticks
        return true
    }

    /// An upper bound: two-bit chunks of seven, the shortest chunk there is, for all.
    private func size(symbols: Int, deltas: Int) -> Int {
        Self.fixedSize + (symbols + 6) / 7 * 2 + deltas + 3
    }

    /// The report, or `nil` if no packet of it was received.
    func build(senderSSRC: UInt32, mediaSSRC: UInt32, feedbackCount: UInt8) -> TransportFeedback? {
        guard let reference else { return nil }
        var body = ByteWriter(reservingCapacity: 64 + deltas.count)
        var index = 0
        while index < statusCount {
            let (chunk, count) = chunk(at: index)
            body.write(chunk)
            index += count
        }
        body.write(deltas.bytes)
        // The packet ends on a 32-bit boundary; its fixed part does already.
        body.writeZeros((4 - body.count % 4) % 4)
        return TransportFeedback(
            senderSSRC: senderSSRC,
            mediaSSRC: mediaSSRC,
            baseSequenceNumber: UInt16(truncatingIfNeeded: base),
            statusCount: UInt16(truncatingIfNeeded: statusCount),
            referenceTime: Int32(truncatingIfNeeded: reference << 8) >> 8,
            feedbackCount: feedbackCount,
            body: body.bytes
        )
    }

    /// The chunk that says most about the symbols from `index` on, and how many it says (§3.1.3, §3.1.4).
    private func chunk(at index: Int) -> (chunk: UInt16, count: Int) {
        let rest = symbols[index..<statusCount]
        let run = rest.prefix(8191).prefix { $0 == symbols[index] }.count
        let oneBit = rest.prefix(14)
        let fitsOneBit = !oneBit.contains(2)
        if run >= 14 || run == rest.count || (run >= 7 && !fitsOneBit) {
            return (UInt16(symbols[index]) << 13 | UInt16(run), run)
        }
        if fitsOneBit {
            let bits = oneBit.enumerated().reduce(UInt16(0)) { $0 | UInt16($1.element) << (13 - UInt16($1.offset)) }
            return (0x8000 | bits, oneBit.count)
        }
        let twoBit = rest.prefix(7)
        let bits = twoBit.enumerated().reduce(UInt16(0)) { $0 | UInt16($1.element) << (12 - 2 * UInt16($1.offset)) }
        return (0xC000 | bits, twoBit.count)
    }
}
