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
    /// Latest arrival first, so that the next one is taken off the end.
    private var flights: [Flight] = []
    private var order = 0
    private var latestArrival = MonotonicTime(nanoseconds: .min)

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    var nextArrival: MonotonicTime? { flights.last?.delivery.arrival }

    mutating func send(_ bytes: [UInt8], from source: TransportAddress, to destination: TransportAddress, now: MonotonicTime) {
        statistics.sent += 1
        // All numbers are drawn for every datagram, so that one condition does not change what another one does.
        let isLost = Double.random(in: 0..<1, using: &random) < conditions.loss
        let isDuplicated = Double.random(in: 0..<1, using: &random) < conditions.duplication
        let ways = [way(), way()]
        guard !isLost else {
            statistics.lost += 1
            return
        }
        for way in ways.prefix(isDuplicated ? 2 : 1) {
            var arrival = now + way
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
