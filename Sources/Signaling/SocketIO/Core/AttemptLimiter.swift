package import Wire

/// How often each network may try something. The least recently used are forgotten when there are too many.
package struct AttemptLimiter: Sendable {
    private let rate: RateLimiter.Rate
    private let bits: Int
    private let capacity: Int
    private var networks: [ClientNetwork: RateLimiter] = [:]

    /// - Parameter bits: how much of an IPv6 address makes a network.
    package init(burst: Int, interval: Duration, bits: Int = 64, capacity: Int = 10_000) {
        rate = RateLimiter.Rate(burst: burst, interval: interval)
        self.bits = bits
        self.capacity = max(capacity, 1)
    }

    /// How long the network has to wait before its next attempt; `nil` when it may go ahead. Counts nothing.
    package func delay(for address: IPAddress, now: MonotonicTime) -> Duration? {
        networks[ClientNetwork(address, bits: bits)]?.delay(rate, now: now)
    }

    /// Whether nothing is held against the network: it has tried nothing for as long as it takes to be forgiven.
    package func isUnused(_ address: IPAddress, now: MonotonicTime) -> Bool {
        networks[ClientNetwork(address, bits: bits)]?.isReplenished(at: now) ?? true
    }

    /// Counts one attempt.
    package mutating func count(_ address: IPAddress, now: MonotonicTime) {
        let network = ClientNetwork(address, bits: bits)
        if networks[network] == nil, networks.count >= capacity { forget(now: now) }
        networks[network, default: RateLimiter()].count(rate, now: now)
    }

    /// Drops who has everything back already, then whoever is nearest to it, down to three quarters.
    private mutating func forget(now: MonotonicTime) {
        networks = networks.filter { !$0.value.isReplenished(at: now) }
        let excess = networks.count - capacity * 3 / 4
        guard excess > 0 else { return }
        for (network, _) in networks.sorted(by: { $0.value.sortKey < $1.value.sortKey }).prefix(excess) {
            networks[network] = nil
        }
    }
}
