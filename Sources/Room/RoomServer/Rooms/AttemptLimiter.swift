import Wire

/// How often one network may try something: a burst, then one attempt for each interval that has passed.
///
/// Networks are IPv4 addresses and IPv6 /64s, because whoever has one address of a /64 has them all. The least
/// recently used are forgotten when there are too many.
struct AttemptLimiter: Sendable {
    private enum Network: Hashable {
        case address(UInt32)
        case prefix(UInt64)

        init(_ address: IPAddress) {
            switch address.unmapped {
            case .v4(let value): self = .address(value)
            case .v6(let high, _): self = .prefix(high)
            }
        }
    }

    private let burst: Int
    private let interval: Duration
    private let capacity: Int
    /// When each network would have its whole burst again (the theoretical arrival time of GCRA).
    private var replenished: [Network: MonotonicTime] = [:]

    init(burst: Int, interval: Duration, capacity: Int = 10_000) {
        self.burst = max(burst, 1)
        self.interval = interval
        self.capacity = max(capacity, 1)
    }

    /// How long the network has to wait before its next attempt; `nil` when it may go ahead. Counts nothing.
    func delay(for address: IPAddress, now: MonotonicTime) -> Duration? {
        guard let full = replenished[Network(address)] else { return nil }
        let wait = (full - now) - interval * (burst - 1)
        return wait > .zero ? wait : nil
    }

    /// Counts one attempt.
    mutating func count(_ address: IPAddress, now: MonotonicTime) {
        let network = Network(address)
        if replenished[network] == nil, replenished.count >= capacity { forget(now: now) }
        replenished[network] = max(replenished[network] ?? now, now) + interval
    }

    /// Drops who has everything back already, then whoever is nearest to it, down to three quarters.
    private mutating func forget(now: MonotonicTime) {
        replenished = replenished.filter { $0.value > now }
        let excess = replenished.count - capacity * 3 / 4
        guard excess > 0 else { return }
        for (network, _) in replenished.sorted(by: { $0.value < $1.value }).prefix(excess) { replenished[network] = nil }
    }
}
