/// Turns a source's 16-bit sequence numbers into extended ones that never wrap, and notices a source that started over
/// (RFC 3550 §A.1).
struct ExtendedSequence: Sendable {
    enum Position: Equatable {
        case extended(Int64)
        /// The source counts from somewhere else now: the value is far above all earlier ones.
        case restarted(Int64)
        /// Too far behind to be of use, and not yet proof of a restart.
        case outside
    }

    /// How far behind the newest a packet is still taken for a late one.
    let maximumMisorder: Int64
    private var newest: Int64?
    /// What the next packet must carry for two in a row to prove a restart.
    private var restartProof: UInt16?

    init(maximumMisorder: Int64) {
        self.maximumMisorder = maximumMisorder
    }

    /// Places `value` and remembers it.
    mutating func extend(_ value: UInt16) -> Position {
        guard let newest else {
            self.newest = Int64(value)
            return .extended(Int64(value))
        }
        let candidate = nearest(to: newest, value)
        if candidate >= newest - maximumMisorder {
            restartProof = nil
            self.newest = max(newest, candidate)
            return .extended(candidate)
        }
        guard restartProof == value else {
            restartProof = value &+ 1
            return .outside
        }
        restartProof = nil
        let restarted = (newest | 0xFFFF) + 1 + 0x10000 + Int64(value)
        self.newest = restarted
        return .restarted(restarted)
    }

    /// Where `value` lies, remembering nothing: for numbers a retransmission quotes.
    ///
    /// `nil` before the first packet, and for a number that is far from all recent ones on either side.
    func place(_ value: UInt16) -> Int64? {
        guard let newest else { return nil }
        let candidate = nearest(to: newest, value)
        return abs(candidate - newest) <= maximumMisorder ? candidate : nil
    }

    private func nearest(to reference: Int64, _ value: UInt16) -> Int64 {
        reference + Int64(Int16(bitPattern: value &- UInt16(truncatingIfNeeded: reference)))
    }
}
