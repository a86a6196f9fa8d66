import NetworkEmulator
import Testing
import Wire

@Suite("Network emulator")
struct NetworkEmulatorTests {
    private static let near = TransportAddress(.v4(1), 1)
    private static let far = TransportAddress(.v4(2), 2)

    private func network(_ conditions: LinkConditions, seed: UInt64 = 1) -> NetworkEmulator {
        var network = NetworkEmulator(seed: seed, conditions: conditions)
        network.attach(Self.near, to: .near)
        network.attach(Self.far, to: .far)
        return network
    }

    /// Sends one datagram a millisecond to the far side. What arrives, in order.
    private func send(_ count: Int, over network: inout NetworkEmulator) -> [Delivery] {
        var deliveries: [Delivery] = []
        for index in 0..<count {
            let now = MonotonicTime(nanoseconds: Int64(index) * 1_000_000)
            network.send([UInt8(index >> 8), UInt8(index & 0xFF)], from: Self.near, to: Self.far, now: now)
            while let delivery = network.nextDelivery(now: now) { deliveries.append(delivery) }
        }
        while let next = network.nextDeadline, let delivery = network.nextDelivery(now: next) { deliveries.append(delivery) }
        return deliveries
    }

    @Test func deliversEverythingInOrderAfterTheDelay() {
        var network = network(LinkConditions(delay: .milliseconds(20)))
        let deliveries = send(300, over: &network)
        #expect(deliveries.map(\.bytes) == (0..<300).map { [UInt8($0 >> 8), UInt8($0 & 0xFF)] })
        #expect(deliveries.first?.arrival == MonotonicTime(nanoseconds: 20_000_000))
        #expect(deliveries.allSatisfy { $0.source == Self.near && $0.destination == Self.far })
    }

    @Test func repeatsItsCourseWithTheSameSeed() {
        let conditions = LinkConditions(jitter: .milliseconds(5), reorders: true, loss: 0.1, duplication: 0.1)
        var networks = [network(conditions, seed: 7), network(conditions, seed: 7), network(conditions, seed: 8)]
        let courses = networks.indices.map { send(500, over: &networks[$0]) }
        #expect(courses[0] == courses[1])
        #expect(courses[0] != courses[2])
    }

    @Test func losesAndDoublesTheShareAskedFor() {
        var lossy = network(LinkConditions(loss: 0.2))
        let arrived = send(5000, over: &lossy).count
        #expect((3900...4100).contains(arrived))
        #expect(lossy.statistics(to: .far).lost == 5000 - arrived)
        var doubling = network(LinkConditions(duplication: 0.2))
        #expect((5900...6100).contains(send(5000, over: &doubling).count))
    }

    @Test("jitter reorders only where it may", arguments: [false, true])
    func reordersOnlyWhereItMay(reorders: Bool) {
        var network = network(LinkConditions(jitter: .milliseconds(20), reorders: reorders))
        let order = send(300, over: &network).map { Int($0.bytes[0]) << 8 | Int($0.bytes[1]) }
        #expect((order != order.sorted()) == reorders)
        #expect(order.sorted() == Array(0..<300))
    }

    @Test func swallowsEverythingInABlackoutAndWhatNobodyHas() {
        var network = network(LinkConditions(delay: .milliseconds(5)))
        network.send([1], from: Self.near, to: Self.far, now: .zero)
        network.isBlackedOut = true
        network.send([2], from: Self.near, to: Self.far, now: .zero)
        #expect(network.nextDeadline == nil)
        network.isBlackedOut = false
        network.send([3], from: Self.near, to: TransportAddress(.v4(9), 9), now: .zero)
        #expect(network.nextDeadline == nil)
        #expect(network.statistics(to: .far).lost == 2)
        #expect(network.statistics(to: .far).unroutable == 1)
    }

    @Test func losesInBursts() {
        var bursty = network(LinkConditions(bursts: LossBursts(begins: 0.01, ends: 0.2)))
        let arrived = Set(send(10_000, over: &bursty).map { Int($0.bytes[0]) << 8 | Int($0.bytes[1]) })
        let lost = (0..<10_000).filter { !arrived.contains($0) }
        let bursts = lost.count { !lost.contains($0 - 1) }
        #expect((350...650).contains(lost.count))
        #expect((3.5...6.5).contains(Double(lost.count) / Double(bursts)))
    }

    @Test func letsThroughNoMoreThanTheBottleneckTakes() {
        // 30 bytes with their headers, one a millisecond, are 240 kbit/s.
        var wide = network(LinkConditions(delay: .zero, bottleneck: Bottleneck(bitrate: 240_000)))
        #expect(send(1000, over: &wide).count == 1000)
        var narrow = network(LinkConditions(delay: .zero, bottleneck: Bottleneck(bitrate: 120_000, queue: .milliseconds(100))))
        let deliveries = send(1000, over: &narrow)
        #expect((540...560).contains(deliveries.count))
        #expect(deliveries.last?.arrival == MonotonicTime(nanoseconds: Int64(deliveries.count) * 2_000_000))
    }
}
