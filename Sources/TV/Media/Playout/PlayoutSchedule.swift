package import Wire

/// Says when each frame is to be decoded and shown. Told the time; holds no clock.
///
/// While nothing is lost that is at once. A repaired frame comes late, with all that waited behind it: from then on frames are
/// shown at the pace they were taken, as much later as the repair took, so that the next repair is over before its frame is
/// due. Without further repairs the delay goes away again.
package struct PlayoutSchedule: Sendable {
    /// Video waits no longer than this for sound.
    package static let longestSynchronization = Duration.milliseconds(45)
    /// How long the delay stays without another repair that needs it, at least; twice this at most.
    static let memory = Duration.seconds(2)
    /// How long a shortest way is believed in; twice this at most.
    static let pathMemory = Duration.seconds(5)
    /// Time and timestamps that differ by more have nothing to do with each other any more.
    static let latest = Duration.seconds(1)
    /// A repair that took longer was noticed late, because nothing followed, or ended an outage: no delay would have hidden it.
    static let longestRepair = Duration.milliseconds(800)
    /// The part of the time by which the delay shrinks: frames run that much faster.
    static let shrinking = 0.1

    private let longest: Duration
    /// Negated way of the frames: time of being ready, less media time. The greatest is the shortest way.
    private var ways = WindowedMaximum(span: pathMemory)
    /// By how much repaired frames came later than they could have.
    private var lateness = WindowedMaximum(span: memory)
    private var newest: (timestamp: UInt32, media: Int64)?
    private var lastFrame = MonotonicTime.zero

    /// What repairs add at the moment.
    package private(set) var smoothing = Duration.zero
    /// What keeping in step with sound adds at least: 0…45 ms.
    package private(set) var synchronization = Duration.zero

    package init(latency: PlayoutLatency = .balanced) {
        longest = latency.longestDelay
    }

    /// From the moment a frame could have been ready to the moment it is due.
    package var delay: Duration { max(smoothing, synchronization) }

    package mutating func setSynchronization(_ delay: Duration) {
        synchronization = min(max(delay, .zero), Self.longestSynchronization)
    }

    /// A frame is ready to be decoded: its packets are there, and so are the frames it refers to.
    ///
    /// Returns when it would have been ready, had nothing been lost or late: it is due `delay` after that.
    package mutating func frameReady(timestamp: UInt32, wasRepaired: Bool, now: MonotonicTime) -> MonotonicTime {
        let way = now.nanoseconds &- place(timestamp)
        if let shortest = ways.value(now: now), abs(way &+ shortest) > Self.latest.nanoseconds { return restart(now: now) }
        ways.add(-way, now: now)
        let shortest = -(ways.value(now: now) ?? -way)
        let late = Duration.nanoseconds(way - shortest)
        if wasRepaired, late <= Self.longestRepair { lateness.add(late.nanoseconds, now: now) }

        let needed = min(Duration.nanoseconds(lateness.value(now: now) ?? 0), longest)
        let shrunk = smoothing - (now - lastFrame) * Self.shrinking
        smoothing = max(needed, min(smoothing, shrunk), .zero)
        lastFrame = now
        return now - late
    }

    /// Nanoseconds of media time, from an arbitrary start.
    private mutating func place(_ timestamp: UInt32) -> Int64 {
        let media: Int64
        if let newest {
            media = newest.media &+ Int64(Int32(bitPattern: timestamp &- newest.timestamp)) &* 100_000 / 9
        } else {
            media = 0
        }
        newest = (timestamp, media)
        return media
    }

    /// Timestamps and time no longer agree: another source, or a pause.
    private mutating func restart(now: MonotonicTime) -> MonotonicTime {
        ways = WindowedMaximum(span: Self.pathMemory)
        newest = newest.map { ($0.timestamp, 0) }
        ways.add(-now.nanoseconds, now: now)
        lastFrame = now
        return now
    }
}
