import Wire

/// What is known of the reception of one SSRC, kept as RFC 3550 §A.3 and §A.8 do.
struct ReceptionStatistics: Sendable {
    let ssrc: UInt32
    private(set) var packetsReceived: Int64 = 0
    /// Interarrival jitter in units of the media clock.
    private(set) var jitter: Double = 0
    private(set) var lastSenderReport: (report: SenderReport, arrival: MonotonicTime)?
    private var lowest: Int64?
    private var highest: Int64 = 0
    private var expectedAtLastReport: Int64 = 0
    private var receivedAtLastReport: Int64 = 0
    private var lastFrame: (timestamp: UInt32, arrival: MonotonicTime)?

    init(ssrc: UInt32) {
        self.ssrc = ssrc
    }

    private var expected: Int64 {
        lowest.map { highest - $0 + 1 } ?? 0
    }

    /// Expected less received; negative with duplicates.
    var packetsLost: Int64 { expected - packetsReceived }

    /// Counts a packet by its extended sequence number.
    mutating func received(_ sequence: Int64) {
        packetsReceived += 1
        highest = lowest == nil ? sequence : max(highest, sequence)
        lowest = min(lowest ?? sequence, sequence)
    }

    /// Updates the jitter with the first packet of a frame.
    ///
    /// The packets of a frame share a timestamp and are paced: counting each would measure the pacer, not the network.
    mutating func frameStarted(timestamp: UInt32, arrival: MonotonicTime, clockRate: UInt32) {
        defer { lastFrame = (timestamp, arrival) }
        guard let lastFrame else { return }
        let sent = Double(Int32(bitPattern: timestamp &- lastFrame.timestamp))
        let transit = abs((arrival - lastFrame.arrival).seconds * Double(clockRate) - sent)
        // A pause or a new time base says nothing of the network.
        guard transit < 5 * Double(clockRate) else { return }
        jitter += (transit - jitter) / 16
    }

    /// Whether `timestamp` is later than that of the last frame counted.
    func isNewFrame(_ timestamp: UInt32) -> Bool {
        lastFrame.map { Int32(bitPattern: timestamp &- $0.timestamp) > 0 } ?? true
    }

    mutating func received(_ report: SenderReport, arrival: MonotonicTime) {
        lastSenderReport = (report, arrival)
    }

    /// The block for the next report; the share lost counts from the block before it.
    mutating func makeReportBlock(now: MonotonicTime) -> ReportBlock {
        let expectedSince = expected - expectedAtLastReport
        let lostSince = expectedSince - (packetsReceived - receivedAtLastReport)
        expectedAtLastReport = expected
        receivedAtLastReport = packetsReceived
        var block = ReportBlock(ssrc: ssrc)
        block.cumulativeLost = Int32(clamping: packetsLost)
        block.extendedHighestSequence = UInt32(truncatingIfNeeded: highest)
        block.jitter = UInt32(clamping: Int64(jitter))
        if expectedSince > 0, lostSince > 0 {
            block.fractionLost = UInt8(clamping: lostSince * 256 / expectedSince)
        }
        if let lastSenderReport {
            block.lastSenderReport = UInt32(truncatingIfNeeded: lastSenderReport.report.ntpTimestamp >> 16)
            let delay = (now - lastSenderReport.arrival).seconds * 65536
            block.delaySinceLastSenderReport = UInt32(clamping: Int64(max(0, delay)))
        }
        return block
    }
}
