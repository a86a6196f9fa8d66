import Wire

/// Records when the packets of a transport arrived and reports it to the sender, whose bandwidth estimate lives on it
/// (draft-holmer-rmcat-transport-wide-cc-extensions-01).
struct TransportFeedbackRecorder: Sendable {
    /// Packets remembered: more than any sender has in flight between two reports.
    static let capacity: Int64 = 4096
    /// How far back a late packet is still reported.
    static let maximumLateness: Int64 = 1000
    static let maximumReportSize = 1200
    static let interval: Duration = .milliseconds(100)
    /// In the first seconds the sender is still finding its rate.
    static let startInterval: Duration = .milliseconds(50)
    static let startPeriod: Duration = .seconds(2)
    static let tickNanoseconds: Int64 = 250_000

    private var sequence = ExtendedSequence(maximumMisorder: maximumLateness)
    /// Arrival in ticks of 250 µs by sequence number modulo capacity; `Int64.min` if not received.
    private var arrivals: [Int64]
    private var newest: Int64?
    /// Where the next report begins: behind the last one, so that losses between two reports are told.
    private var reportStart: Int64?
    private var firstArrival: MonotonicTime?
    private var feedbackCount: UInt8 = 0
    private(set) var due: MonotonicTime?

    init() {
        arrivals = Array(repeating: .min, count: Int(Self.capacity))
    }

    /// Records a packet by its transport-wide sequence number; of duplicates the first counts.
    mutating func record(_ number: UInt16, arrival: MonotonicTime) {
        let position: Int64
        switch sequence.extend(number) {
        case .extended(let value), .restarted(let value): position = value
        case .outside: return
        }
        let begin = firstArrival ?? arrival
        firstArrival = begin
        advance(to: position)
        let slot = Self.slot(position)
        guard arrivals[slot] == .min else { return }
        arrivals[slot] = Self.ticks(arrival)
        reportStart = min(reportStart ?? position, position)
        if due == nil {
            due = arrival + (arrival - begin < Self.startPeriod ? Self.startInterval : Self.interval)
        }
    }

    /// The reports to send now: several when one would grow too large or span more time than a delta can say.
    mutating func takeReports(now: MonotonicTime, senderSSRC: UInt32, mediaSSRC: UInt32) -> [TransportFeedback] {
        guard let due, due <= now, let reportStart, let newest else { return [] }
        self.due = nil
        var reports: [TransportFeedback] = []
        var pending = max(reportStart, newest - Self.capacity + 1)
        var builder = TransportFeedbackBuilder(base: pending)
        while pending <= newest {
            let ticks = arrivals[Self.slot(pending)]
            if !builder.add(ticks: ticks == .min ? nil : ticks) {
                if let report = finish(builder, senderSSRC, mediaSSRC) { reports.append(report) }
                builder = TransportFeedbackBuilder(base: pending)
                _ = builder.add(ticks: ticks == .min ? nil : ticks)
            }
            pending += 1
        }
        if let report = finish(builder, senderSSRC, mediaSSRC) { reports.append(report) }
        self.reportStart = newest + 1
        return reports
    }

    private mutating func finish(
        _ builder: TransportFeedbackBuilder,
        _ senderSSRC: UInt32,
        _ mediaSSRC: UInt32
    ) -> TransportFeedback? {
        let report = builder.build(senderSSRC: senderSSRC, mediaSSRC: mediaSSRC, feedbackCount: feedbackCount)
        if report != nil { feedbackCount &+= 1 }
        return report
    }

    /// Makes room for `position` by emptying the slots between the newest packet and it.
    private mutating func advance(to position: Int64) {
        guard let newest else {
            self.newest = position
            return
        }
        guard position > newest else { return }
        if position - newest >= Self.capacity {
            // A jump this wide is a sender that started over: what lies between was never sent.
            for slot in arrivals.indices { arrivals[slot] = .min }
            reportStart = nil
        } else {
            for skipped in (newest + 1)...position { arrivals[Self.slot(skipped)] = .min }
        }
        self.newest = position
    }

    private static func slot(_ position: Int64) -> Int {
        Int(truncatingIfNeeded: position & (capacity - 1))
    }

    /// Whole ticks since the clock's start, rounded down also before it.
    private static func ticks(_ time: MonotonicTime) -> Int64 {
        let (quotient, remainder) = time.nanoseconds.quotientAndRemainder(dividingBy: tickNanoseconds)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
