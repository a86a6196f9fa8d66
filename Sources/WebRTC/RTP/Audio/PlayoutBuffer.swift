import DequeModule
package import Wire

/// Puts packets in order and says what is to be heard when: the jitter buffer, told the time.
///
/// Playing follows the sender's clock behind a delay that nearly every packet keeps. The loudspeaker's clock drifts, and delays
/// change: `rate` says how much faster or slower than written to play, by too little to be heard. What is not there in its turn
/// is recovered or concealed; a silent sender costs nothing and starts afresh.
package struct PlayoutBuffer: Sendable {
    /// Guessing goes on so long when no packets come; longer guesses are noise.
    static let longestConcealment = 5760
    /// Of guesses, and of silence: half of what packets usually hold, so that a late one waits little.
    static let shortStep = 480
    /// Decoders count in 2.5 ms.
    static let granularity: Int64 = 120
    /// A hole this long is a pause: half a second.
    static let longestHole: Int64 = 24_000
    static let capacity = 400
    /// Packets carry copies in turns with others; for so long after one more are expected: five seconds.
    static let redundancyMemory: Int64 = 240_000
    /// On top of how late packets come: the loudspeaker takes 10 ms at a time, of which a packet may be the last part.
    static let margin: Duration = .milliseconds(10)
    static let longestDelay: Duration = .milliseconds(250)
    /// For a picture that waits for repairs, and is decoded then.
    package static let longestWait: Duration = .milliseconds(700)
    /// Sound this much too late is skipped: nobody hears it catch up in time.
    static let longestBacklog: Duration = .milliseconds(250)

    private enum State: Sendable {
        /// Nothing is being played; the next packet begins in its own time.
        case quiet
        /// What is played next.
        case playing(timestamp: Int64)
    }

    private var state = State.quiet
    /// The newest packet that was handed out, recovered or skipped: it and those before it come too late, even after a pause.
    private var passed = Int64.min
    private var packets: Deque<AudioPacket> = []
    private var estimator = JitterEstimator()
    private var epoch = -1
    /// Samples guessed since the last packet that stand for none yet: the hole they cover is known when a packet comes.
    private var guessed: Int64 = 0
    private var isConcealing = false
    /// The newest packet that carried a copy of the sound before it.
    private var redundancy: (timestamp: Int64, duration: Int)?
    /// How much too late sound is played, averaged over half a second; nanoseconds.
    private var lateness = 0.0
    private var hasLateness = false
    /// By how much the loudspeaker's clock is slow, as learned; a share.
    private var drift = 0.0
    private var counters = PlayoutStatistics()

    /// Sound is not to be played sooner than this after its quickest packets came: it waits for the picture.
    package var minimumDelay: Duration = .zero

    package init() {}

    package var statistics: PlayoutStatistics { counters }

    /// How long after the quickest packets sound is to be played.
    package var targetDelay: Duration {
        let needed = min(estimator.lateness + Self.margin + redundancyDelay, Self.longestDelay)
        return max(needed, min(minimumDelay, Self.longestWait))
    }

    /// A copy comes one packet after what it is a copy of: while packets carry copies, sound waits so much longer.
    private var redundancyDelay: Duration {
        guard let redundancy, let newest = packets.last?.timestamp ?? nextTimestamp,
            newest - redundancy.timestamp < Self.redundancyMemory
        else { return .zero }
        return SampleTime.duration(redundancy.duration)
    }

    package var isPlaying: Bool {
        if case .playing = state { true } else { false }
    }

    /// The timestamp behind all that was handed out; `nil` while nothing is being played.
    package var nextTimestamp: Int64? {
        if case .playing(let timestamp) = state { timestamp } else { nil }
    }

    /// Packets that wait.
    package var count: Int { packets.count }

    /// Takes a packet, in any order.
    package mutating func insert(_ packet: AudioPacket) {
        guard packet.epoch >= epoch else { return discard() }
        if packet.epoch > epoch { begin(packet.epoch) }
        estimator.received(packet)
        if packet.hasRedundancy { redundancy = (packet.timestamp, packet.duration) }
        guard packet.sequence > passed else { return discard() }
        if let nextTimestamp, packet.timestamp < nextTimestamp { return discard() }
        var index = packets.endIndex
        while index > packets.startIndex, packets[index - 1].sequence > packet.sequence { index -= 1 }
        if index > packets.startIndex, packets[index - 1].sequence == packet.sequence { return discard() }
        packets.insert(packet, at: index)
        if packets.count > Self.capacity {
            packets.removeFirst()
            discard()
        }
    }

    /// What to play next; `now` is when it is wanted.
    package mutating func next(now: MonotonicTime) -> PlayoutStep {
        skipBacklog(now: now)
        switch state {
        case .quiet: return begin(now: now)
        case .playing(let timestamp): return go(on: timestamp, now: now)
        }
    }

    private mutating func begin(now: MonotonicTime) -> PlayoutStep {
        guard let head = packets.first, let due = due(head.timestamp), due <= now else {
            return .silence(samples: Self.shortStep)
        }
        hasLateness = false
        return play(now: now)
    }

    private mutating func go(on timestamp: Int64, now: MonotonicTime) -> PlayoutStep {
        guard let head = packets.first else {
            guard guessed < Self.longestConcealment else { return pause() }
            let step = conceal(Self.shortStep)
            guessed += Int64(Self.shortStep)
            return step
        }
        // Its numbers leave no hole: the sender was silent in between.
        if head.sequence == passed + 1 {
            guard head.timestamp > timestamp + guessed else { return play(now: now) }
            state = .quiet
            guessed = 0
            return begin(now: now)
        }
        let hole = (head.timestamp - timestamp - guessed) / Self.granularity * Self.granularity
        guard hole > 0 else { return play(now: now) }
        guard hole <= Self.longestHole else { return pause() }
        let copied = head.hasRedundancy ? Int64(head.duration) : 0
        if hole > copied {
            let step = min(hole - copied, 2 * Int64(Self.shortStep))
            state = .playing(timestamp: timestamp + step)
            return conceal(Int(step))
        }
        state = .playing(timestamp: head.timestamp)
        passed = head.sequence - 1
        guessed = 0
        counters.fecPacketsReceived += 1
        counters.totalSamplesReceived += hole
        return .recover(samples: Int(hole), from: head)
    }

    private mutating func play(now: MonotonicTime) -> PlayoutStep {
        guard let packet = packets.popFirst() else { return pause() }
        state = .playing(timestamp: packet.end)
        passed = packet.sequence
        guessed = 0
        isConcealing = false
        let samples = Int64(packet.duration)
        counters.totalSamplesReceived += samples
        counters.jitterBufferEmittedCount += samples
        counters.jitterBufferDelay += max(now - packet.arrival, .zero) * samples
        counters.jitterBufferTargetDelay += targetDelay * samples
        return .play(packet)
    }

    private mutating func conceal(_ samples: Int) -> PlayoutStep {
        if !isConcealing { counters.concealmentEvents += 1 }
        isConcealing = true
        counters.concealedSamples += Int64(samples)
        counters.totalSamplesReceived += Int64(samples)
        return .conceal(samples: samples)
    }

    private mutating func pause() -> PlayoutStep {
        state = .quiet
        guessed = 0
        return .silence(samples: Self.shortStep)
    }

    /// Another source: nothing of the last one fits.
    private mutating func begin(_ newEpoch: Int) {
        epoch = newEpoch
        passed = .min
        packets.removeAll(keepingCapacity: true)
        estimator = JitterEstimator()
        redundancy = nil
        state = .quiet
        guessed = 0
        hasLateness = false
    }

    private mutating func discard() { counters.packetsDiscarded += 1 }

    /// When the sound of this timestamp is to be played.
    private func due(_ timestamp: Int64) -> MonotonicTime? {
        guard let base = estimator.base else { return nil }
        return MonotonicTime(nanoseconds: base &+ SampleTime.duration(timestamp).nanoseconds) + targetDelay
    }

    /// After a jam that came loose: on with what is due now.
    private mutating func skipBacklog(now: MonotonicTime) {
        guard let head = packets.first, let due = due(head.timestamp), now - due > Self.longestBacklog else { return }
        var samples: Int64 = 0
        while packets.count > 1, let first = packets.first, let due = self.due(first.timestamp), due < now {
            packets.removeFirst()
            passed = first.sequence
            samples += Int64(first.duration)
            discard()
        }
        guard samples > 0 else { return }
        counters.removedSamplesForAcceleration += samples
        state = .quiet
        guessed = 0
    }
}

extension PlayoutBuffer {
    /// How fast to play, 1 being as written, when the sample at `position` is being put out.
    ///
    /// A lag of 5 ms is made up for with a thousandth; clocks that drift apart take a fifth of that. Nobody hears 0.4 %. Where
    /// much is to be made up for it is up to 1.5 %, a quarter of a semitone.
    package mutating func rate(position: Double, now: MonotonicTime) -> Double {
        guard isPlaying, let base = estimator.base else { return 1 }
        let played = position / Double(OpusPacketHeader.clockRate) * 1e9
        let error = Double(now.nanoseconds &- base) - played - Double(targetDelay.nanoseconds)
        lateness = hasLateness ? lateness + (error - lateness) / 50 : error
        hasLateness = true
        let seconds = lateness / 1e9
        let limit = abs(seconds) > 0.06 ? 0.015 : 0.004
        // 2 % of what is left each second: a lag that stays is the clocks', and they drift by a thousandth at most.
        if abs(seconds) < 0.01 { drift = min(max(drift + seconds * 0.0002, -0.001), 0.001) }
        return 1 + drift + min(max(seconds / 5, -limit), limit)
    }

    /// How much too late sound is played; negative is too early.
    package var lag: Duration { hasLateness ? .nanoseconds(Int64(lateness)) : .zero }

    /// A silent stretch of so many samples is at hand: whether leaving it out, or playing it twice, brings playing to its time.
    package mutating func stretchSilence(samples: Int) -> SilenceStretch {
        let length = Double(SampleTime.duration(samples).nanoseconds)
        guard hasLateness, abs(lateness) >= length else { return .keep }
        if lateness > 0 {
            lateness -= length
            counters.removedSamplesForAcceleration += Int64(samples)
            return .leaveOut
        }
        lateness += length
        counters.insertedSamplesForDeceleration += Int64(samples)
        return .playTwice
    }

    package enum SilenceStretch: Sendable {
        case keep, leaveOut, playTwice
    }
}
