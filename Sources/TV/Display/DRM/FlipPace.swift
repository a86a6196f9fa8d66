import Wire

/// Paces flips where the hardware has no vertical blank (virtual machines): there every flip happens at once, and frames
/// nobody can see would be drawn.
struct FlipPace {
    private let period: Duration
    private var hasNoBlank = false
    private(set) var notBefore: MonotonicTime?

    /// - Parameter refreshHz: of the mode; 0 does not pace.
    init(refreshHz: Double = 0) {
        period = refreshHz > 1 && refreshHz.isFinite ? .nanoseconds(Int64(1e9 / refreshHz)) : .zero
    }

    func allows(_ now: MonotonicTime) -> Bool {
        notBefore.map { $0 <= now } ?? true
    }

    mutating func submitted(_ now: MonotonicTime) {
        guard hasNoBlank else { return }
        // On the beat of the last one when that is recent, so that waking late does not slow the rate.
        let beat = notBefore.map { $0 + period } ?? now
        notBefore = beat > now ? beat : now + period
    }

    mutating func flipped(_ flip: DRMFlip) {
        hasNoBlank = flip.sequence == 0
        if !hasNoBlank { notBefore = nil }
    }
}
