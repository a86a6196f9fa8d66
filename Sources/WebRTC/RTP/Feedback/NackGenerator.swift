import DequeModule
import Wire

/// Knows which packets are missing and when to ask for each again.
///
/// A packet is asked for at once when more than `reorderTolerance` newer ones have come, or after a moment when none follow;
/// then every round trip until it comes, `maximumTries` is reached, or it is forgotten. Where a round trip is long, each request
/// is said twice: feedback is lost as often as media, and a sender answers only one of the two.
struct NackGenerator: Sendable {
    static let reorderTolerance: Int64 = 2
    /// How long a packet that may only be reordered is waited for when nothing follows it.
    static let reorderGrace: Duration = .milliseconds(5)
    static let maximumTries = 10
    /// A request is said again after this time, if the answer takes much longer.
    static let echoPause: Duration = .milliseconds(10)
    static let maximumMissing = 1000

    /// Senders keep packets for about a second: of what was missed in a longer silence, little could be sent again, and it
    /// would hold up the key frame that is needed anyway.
    static let longestSilence: Duration = .seconds(1)
    /// So many packets may be the one frame of a still picture, lost a moment ago.
    static let smallGap: Int64 = 16

    struct Missing: Sendable {
        let sequence: Int64
        let detectedAt: MonotonicTime
        var due: MonotonicTime
        var tries = 0
        /// When the next round begins, while the request of this one is to be said again.
        var nextRound: MonotonicTime?
        /// Came after all, or was given up: waits for its turn to leave the list.
        var isSettled = false
    }

    enum Arrival: Equatable {
        /// In order, or ahead of missing ones.
        case newest
        /// One that was missing; whether it had been asked for.
        case missing(requested: Bool)
        /// Neither: a duplicate, or one given up.
        case other
        /// Ahead of so many missing, or missed so long ago, that the list was emptied: only a key frame helps.
        case overflow
    }

    /// Ascending.
    private var list: Deque<Missing> = []
    private var newest: Int64?
    private var newestArrival = MonotonicTime.zero
    private(set) var nextDue: MonotonicTime?

    /// The oldest packet that is still waited for.
    var oldest: Missing? { list.first }

    var missingCount: Int { list.count { !$0.isSettled } }

    /// Takes note of a packet by its extended sequence number.
    mutating func received(_ sequence: Int64, now: MonotonicTime) -> Arrival {
        guard let newest else {
            self.newest = sequence
            newestArrival = now
            return .newest
        }
        guard sequence > newest else { return settle(sequence) }
        let silence = now - newestArrival
        self.newest = sequence
        newestArrival = now
        let gap = sequence - newest - 1
        if gap > Self.smallGap, silence > Self.longestSilence {
            clear()
            return .overflow
        }
        if gap > 0 {
            if list.count + Int(clamping: gap) > Self.maximumMissing { list.removeAll { $0.isSettled } }
            guard list.count + Int(clamping: gap) <= Self.maximumMissing else {
                clear()
                return .overflow
            }
            for missing in (newest + 1)..<sequence {
                list.append(Missing(sequence: missing, detectedAt: now, due: now + Self.reorderGrace))
            }
            nextDue = soonest(nextDue, now + Self.reorderGrace)
        }
        hurryUnasked(now: now)
        return .newest
    }

    /// Whether packets before `sequence` have not come yet.
    func wouldMiss(before sequence: Int64) -> Bool {
        newest.map { sequence > $0 + 1 } ?? false
    }

    /// Forgets all packets before `sequence`: nobody waits for them any more.
    mutating func forget(before sequence: Int64) {
        while let first = list.first, first.sequence < sequence || first.isSettled { list.removeFirst() }
        if list.isEmpty { nextDue = nil }
    }

    /// Starts over with `sequence` as the newest packet.
    mutating func restart(at sequence: Int64) {
        clear()
        newest = sequence
    }

    /// The packets to ask for now, ascending; each is due again after `interval`.
    mutating func takeDue(now: MonotonicTime, interval: Duration) -> [Int64] {
        guard let nextDue, nextDue <= now else { return [] }
        var due: [Int64] = []
        var next: MonotonicTime?
        for index in list.indices where !list[index].isSettled {
            if list[index].due <= now {
                if let nextRound = list[index].nextRound {
                    list[index].nextRound = nil
                    list[index].due = max(nextRound, now)
                } else if list[index].tries >= Self.maximumTries {
                    list[index].isSettled = true
                    continue
                } else {
                    list[index].tries += 1
                    list[index].due = now + interval
                    if interval >= Self.echoPause * 4 {
                        list[index].nextRound = list[index].due
                        list[index].due = now + Self.echoPause
                    }
                }
                due.append(list[index].sequence)
            }
            next = soonest(next, list[index].due)
        }
        self.nextDue = next
        dropSettled()
        return due
    }

    /// Makes due what is unasked and beyond the reorder tolerance, with the rest of its gap.
    ///
    /// The unasked are at the tail of the list, and few: this looks at those only.
    private mutating func hurryUnasked(now: MonotonicTime) {
        guard let newest, let last = list.last, last.tries == 0 else { return }
        var first = list.endIndex
        while first > list.startIndex, list[first - 1].tries == 0, list[first - 1].due > now { first -= 1 }
        var gapEnd: Int64?
        for index in first..<list.endIndex where !list[index].isSettled {
            let sequence = list[index].sequence
            guard newest - sequence > Self.reorderTolerance || gapEnd == sequence else { return }
            list[index].due = now
            nextDue = now
            gapEnd = sequence + 1
        }
    }

    private mutating func settle(_ sequence: Int64) -> Arrival {
        var (low, high) = (list.startIndex, list.endIndex)
        while low < high {
            let middle = (low + high) / 2
            if list[middle].sequence < sequence { low = middle + 1 } else { high = middle }
        }
        guard low < list.endIndex, list[low].sequence == sequence, !list[low].isSettled else { return .other }
        list[low].isSettled = true
        let wasRequested = list[low].tries > 0
        dropSettled()
        return .missing(requested: wasRequested)
    }

    private mutating func dropSettled() {
        while let first = list.first, first.isSettled { list.removeFirst() }
        if list.isEmpty { nextDue = nil }
    }

    private mutating func clear() {
        list.removeAll(keepingCapacity: true)
        nextDue = nil
    }
}
