import SeededRandom
import Wire

@testable import RTP

/// A loudspeaker with a clock of its own that empties a `PlayoutBuffer`, in virtual time: 10 ms at a time.
struct Loudspeaker {
    var buffer = PlayoutBuffer()
    var now: MonotonicTime
    /// Parts per million that its clock is fast by.
    var drift: Double
    private var queued = 0.0
    private(set) var steps: [PlayoutStep] = []
    private(set) var rates: ClosedRange<Double> = 1...1
    private(set) var silentSteps = 0
    var keepsSteps = true

    init(at start: MonotonicTime = MonotonicTime(nanoseconds: 1_000_000_000), drift: Double = 0) {
        now = start
        self.drift = drift
    }

    /// Takes 10 ms out of the buffer, then lets 10 ms pass on its own clock.
    mutating func pull() {
        var rate = 1.0
        if let next = buffer.nextTimestamp { rate = buffer.rate(position: Double(next) - queued, now: now) }
        rates = min(rates.lowerBound, rate)...max(rates.upperBound, rate)
        let wanted = 480 * rate
        while queued < wanted {
            let step = buffer.next(now: now)
            queued += Double(step.samples)
            if case .silence = step { silentSteps += 1 }
            if keepsSteps { steps.append(step) }
        }
        queued -= wanted
        now += .nanoseconds(Int64(10_000_000 / (1 + drift / 1e6)))
    }

    mutating func run(_ duration: Duration) {
        let end = now + duration
        while now < end { pull() }
    }

    /// What was heard, without the silence before it.
    var heard: [PlayoutStep] {
        Array(
            steps.drop { step in
                if case .silence = step { true } else { false }
            }
        )
    }

    /// Guesses between the first packet and the last.
    var holes: [PlayoutStep] {
        let upToLast = heard.prefix((heard.lastIndex { $0.sequence != nil } ?? -1) + 1)
        return upToLast.filter { step in
            if case .conceal = step { true } else { false }
        }
    }
}

extension PlayoutStep {
    var samples: Int {
        switch self {
        case .play(let packet): packet.duration
        case .recover(let samples, _), .conceal(let samples), .silence(let samples): samples
        }
    }

    var sequence: Int64? {
        if case .play(let packet) = self { packet.sequence } else { nil }
    }
}

/// Sends packets of 20 ms through a network with jitter, loss and reordering, by the seed, and has them heard.
struct SoundCall {
    var speaker: Loudspeaker
    /// 0…1.
    var loss = 0.0
    /// The longest a packet is held up; each is by something up to that.
    var jitter: Duration = .zero
    /// On top of what each packet takes.
    var extraDelay: Duration = .zero
    var hasRedundancy = false
    var random: SeededGenerator
    private(set) var sent: Int64 = 0
    private var underway: [AudioPacket] = []
    private let start: MonotonicTime

    init(seed: UInt64, drift: Double = 0) {
        random = SeededGenerator(seed: seed)
        speaker = Loudspeaker(drift: drift)
        start = speaker.now
    }

    mutating func run(_ duration: Duration) {
        let end = speaker.now + duration
        while speaker.now < end {
            while start + SampleTime.duration(sent * 960) <= speaker.now { send() }
            underway.sort { $0.arrival < $1.arrival }
            while let first = underway.first, first.arrival <= speaker.now {
                speaker.buffer.insert(first)
                underway.removeFirst()
            }
            speaker.pull()
        }
    }

    private mutating func send() {
        let isLost = Double.random(in: 0..<1, using: &random) < loss
        let delay = jitter * Double.random(in: 0..<1, using: &random) + extraDelay
        let sentAt = start + SampleTime.duration(sent * 960)
        if !isLost {
            underway.append(.numbered(sent, arrival: sentAt + .milliseconds(20) + delay, hasRedundancy: hasRedundancy))
        }
        sent += 1
    }
}

extension AudioPacket {
    /// The packet of 20 ms with this number in a stream that began at 0.
    static func numbered(
        _ number: Int64,
        timestamp: Int64? = nil,
        arrival: MonotonicTime,
        hasRedundancy: Bool = false,
        epoch: Int = 0
    ) -> AudioPacket {
        AudioPacket(
            epoch: epoch,
            sequence: number,
            timestamp: timestamp ?? number * 960,
            duration: 960,
            hasRedundancy: hasRedundancy,
            payload: [UInt8(truncatingIfNeeded: number)],
            arrival: arrival
        )
    }
}
