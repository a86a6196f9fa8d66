import SocketIOCore
import Wire

/// Decides whose code is looked at, so that guessing codes leads nowhere.
///
/// Wrong codes count, right ones cost nothing. They are counted for the network (an IPv4 address, an IPv6 /64), for the site
/// (an IPv6 /48, of which anyone can have 65,536 networks), and for everyone together. When many guess at once, networks that
/// have guessed wrong lately, or were turned away and did not wait, leave half of what there is to those that have not:
/// people who just came with their code.
struct GuessLimiter: Sendable {
    /// What somebody turned away because of others is told to wait; after it nothing is held against them.
    static let patience: Duration = .seconds(10)

    private var networks: AttemptLimiter
    private var sites: AttemptLimiter
    /// Who came again and again while everyone was held back.
    private var impatient = AttemptLimiter(burst: 1, interval: GuessLimiter.patience, capacity: 100_000)
    private let globalRate: RateLimiter.Rate
    private var everyone = RateLimiter()
    /// Wrong codes that were looked at.
    private(set) var evaluated = 0
    /// Guesses turned away because of everyone's, not of their own network's.
    private(set) var turnedAwayGlobally = 0

    init(_ configuration: RoomsConfiguration) {
        networks = AttemptLimiter(burst: configuration.failedJoinBurst, interval: configuration.failedJoinInterval)
        sites = AttemptLimiter(
            burst: configuration.failedJoinBurst * 6,
            interval: configuration.failedJoinInterval / 6,
            bits: 48
        )
        globalRate = .strictly(configuration.failedJoinsPerSecond)
    }

    /// How long to wait before a code of this client is looked at; `nil` if it may be now.
    mutating func delay(for address: IPAddress, now: MonotonicTime) -> Duration? {
        if let delay = networks.delay(for: address, now: now) ?? sites.delay(for: address, now: now) { return delay }
        let isUnused = networks.isUnused(address, now: now) && impatient.isUnused(address, now: now)
        guard everyone.delay(globalRate, reserve: isUnused ? 0 : globalRate.burst / 2, now: now) != nil else { return nil }
        turnedAwayGlobally += 1
        impatient.count(address, now: now)
        return GuessLimiter.patience
    }

    /// A code was looked at and was wrong.
    mutating func failed(_ address: IPAddress, now: MonotonicTime) {
        evaluated += 1
        networks.count(address, now: now)
        sites.count(address, now: now)
        everyone.count(globalRate, now: now)
    }
}
