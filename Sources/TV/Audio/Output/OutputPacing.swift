import RTP
import Wire

/// How far ahead of the loudspeaker to write: as little as the machine manages without the device running dry.
///
/// Told the time, and what the device says of itself.
struct OutputPacing: Sendable {
    /// Samples written at a time: 10 ms.
    static let chunk = 480
    static let firstLead = 1440
    /// By how much the lead grows each time the device ran dry.
    static let step = 480
    static let longestLead = 4800

    /// Samples the device is kept filled with.
    private(set) var lead = firstLead
    /// The device takes everything at once, as one that writes a file does: our clock sets the pace.
    private(set) var isUntimed = false
    private(set) var underruns: Int64 = 0
    private var isKnown = false
    /// When all that was written would have been heard.
    private var end: MonotonicTime?

    /// A device was opened, or none is there: `capacity` is what it holds.
    mutating func begin(capacity: Int?, period: Int) {
        isKnown = capacity == nil
        isUntimed = capacity == nil
        end = nil
        let most = capacity.map { max($0 - period, period) } ?? Self.longestLead
        lead = min(max(lead, 2 * period, Self.firstLead), most, Self.longestLead)
    }

    /// The device ran dry.
    mutating func ranDry(capacity: Int, period: Int) {
        underruns += 1
        lead = min(lead + Self.step, max(capacity - period, period), Self.longestLead)
        isKnown = false
        isUntimed = false
    }

    /// Whether another chunk is to be written, with so many samples in the device.
    mutating func wantsMore(queued: Int, now: MonotonicTime) -> Bool {
        guard isUntimed else { return queued < lead }
        guard let end, now - end < .milliseconds(200) else {
            end = now
            return true
        }
        return end <= now
    }

    /// For which moment the next chunk is to be taken from the jitter buffer.
    func pullTime(queued: Int, now: MonotonicTime) -> MonotonicTime {
        if isUntimed { return end ?? now }
        return now + SampleTime.duration(queued) - SampleTime.duration(lead)
    }

    /// A chunk was written; `queued` is what the device holds after it.
    mutating func wrote(queued: Int, now: MonotonicTime) {
        if isUntimed { return end = (end ?? now) + SampleTime.duration(Self.chunk) }
        // Full up for the first time: one that holds nothing now never will.
        guard !isKnown else { return }
        if queued == 0 {
            isUntimed = true
            end = now + SampleTime.duration(Self.chunk)
        }
        isKnown = queued == 0 || queued >= lead
    }
}
