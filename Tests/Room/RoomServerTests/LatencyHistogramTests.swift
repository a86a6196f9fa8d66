import Testing

@testable import RoomServer

struct LatencyHistogramTests {
    @Test func countsEachInAllThatAreNoShorter() {
        var histogram = LatencyHistogram()
        for milliseconds: Int64 in [0, 1, 2, 3, 1000, 20_000] { histogram.add(.milliseconds(milliseconds)) }
        histogram.add(.nanoseconds(1_000_001))
        histogram.add(.seconds(-1))
        let counts = histogram.cumulative.map(\.count)
        #expect(histogram.cumulative.map(\.bound).prefix(3) == [0.001, 0.002, 0.004])
        #expect(counts.prefix(3) == [3, 5, 6])
        #expect(histogram.cumulative.first { $0.bound == 1.024 }?.count == 7)
        #expect(counts.last == 7 && histogram.count == 8)
        #expect(counts == counts.sorted())
        #expect(histogram.sum == .milliseconds(21_006) + .nanoseconds(1_000_001))
    }
}
