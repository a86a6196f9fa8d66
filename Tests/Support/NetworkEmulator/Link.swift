import SeededRandom
import Wire

/// One direction of the emulated network.
struct Link: Sendable {
    private struct Flight: Sendable {
        var delivery: Delivery
        /// Tells datagrams apart that arrive at the same moment: first sent, first delivered.
        var order: Int
    }

    var conditions = LinkConditions()
    var statistics = LinkStatistics()
    private var random: SeededGenerator
    private var burstRandom: SeededGenerator
    private var isBad = false
    /// When the bottleneck has sent all that waits for it.
    private var freeAt = MonotonicTime(nanoseconds: .min)
    /// Latest arrival first, so that the next one is taken off the end.
    private var flights: [Flight] = []
    private var order = 0
    private var latestArrival = MonotonicTime(nanoseconds: .min)

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        burstRandom = SeededGenerator(seed: seed ^ 0xB1257)
    }

    var nextArrival: MonotonicTime? { flights.last?.delivery.arrival }

    mutating func send(_ bytes: [UInt8], from source: TransportAddress, to destination: TransportAddress, now: MonotonicTime) {
        statistics.sent += 1
        // All numbers are drawn for every datagram, so that one condition does not change what another one does.
        let isLost = Double.random(in: 0..<1, using: &random) < conditions.loss
        let isDuplicated = Double.random(in: 0..<1, using: &random) < conditions.duplication
        let ways = [way(), way()]
        let isLostInBurst = advanceBurst()
        guard !isLost, !isLostInBurst, let departure = queue(bytes.count, now: now) else {
            statistics.lost += 1
            return
        }
        for way in ways.prefix(isDuplicated ? 2 : 1) {
            var arrival = departure + way
            if !conditions.reorders { arrival = max(arrival, latestArrival) }
            latestArrival = max(latestArrival, arrival)
            insert(Delivery(bytes: bytes, source: source, destination: destination, arrival: arrival))
        }
    }

    mutating func next(now: MonotonicTime) -> Delivery? {
        guard let nextArrival, nextArrival <= now else { return nil }
        statistics.delivered += 1
        return flights.removeLast().delivery
    }

    mutating func dropAll() {
        statistics.lost += flights.count
        flights.removeAll()
    }

    private mutating func advanceBurst() -> Bool {
        guard let bursts = conditions.bursts else { return false }
        let change = Double.random(in: 0..<1, using: &burstRandom)
        isBad = isBad ? change >= bursts.ends : change < bursts.begins
        let isLost = Double.random(in: 0..<1, using: &burstRandom) < bursts.loss
        return isBad && isLost
    }

    /// When the datagram has left the bottleneck; `nil` if its queue is full.
    private mutating func queue(_ bytes: Int, now: MonotonicTime) -> MonotonicTime? {
        guard let bottleneck = conditions.bottleneck else { return now }
        let start = max(now, freeAt)
        guard start - now <= bottleneck.queue else { return nil }
        freeAt = start + bottleneck.time(for: bytes)
        return freeAt
    }

    private mutating func way() -> Duration {
        let jitter = max(conditions.jitter.nanoseconds, 0)
        return conditions.delay + .nanoseconds(Int64.random(in: 0...jitter, using: &random))
    }

    private mutating func insert(_ delivery: Delivery) {
        order += 1
        let flight = Flight(delivery: delivery, order: order)
        var low = 0
        var high = flights.count
        while low < high {
            let middle = (low + high) / 2
            if flights[middle].delivery.arrival > delivery.arrival { low = middle + 1 } else { high = middle }
        }
        flights.insert(flight, at: low)
    }
}
