import SocketIOCore
import Testing
import Wire

struct RateLimiterTests {
    /// How many of one attempt a millisecond go through in each second, whichever second one looks at.
    private func passed(_ rate: RateLimiter.Rate, seconds: Int) -> [Int] {
        var limiter = RateLimiter()
        var passed: [Int] = []
        for millisecond in 0..<(seconds * 1000) {
            let now = MonotonicTime.zero + .milliseconds(millisecond)
            let goes = limiter.delay(rate, now: now) == nil
            if goes { limiter.count(rate, now: now) }
            passed.append(goes ? 1 : 0)
        }
        var sum = passed.prefix(1000).reduce(0, +)
        var sums = [sum]
        for end in 1000..<passed.count {
            sum += passed[end] - passed[end - 1000]
            sums.append(sum)
        }
        return sums
    }

    @Test(arguments: [5, 50, 200])
    func neverPassesMoreThanItsRateInAnySecond(count: Int) {
        let sums = passed(.strictly(count), seconds: 5)
        #expect(sums.max() ?? 0 <= count)
        #expect((sums.last ?? 0) >= count * 7 / 10)
    }

    @Test func leavesAReserveToOthers() {
        let rate = RateLimiter.Rate(burst: 10, interval: .seconds(1))
        var limiter = RateLimiter()
        for _ in 0..<5 {
            #expect(limiter.delay(rate, reserve: 5, now: .zero) == nil)
            limiter.count(rate, now: .zero)
        }
        #expect(limiter.delay(rate, reserve: 5, now: .zero) == .seconds(1))
        #expect(limiter.delay(rate, now: .zero) == nil)
    }

    @Test func forgetsTheLeastUsedNetworksWhenThereAreTooMany() {
        var limiter = AttemptLimiter(burst: 1, interval: .seconds(60), capacity: 8)
        let networks = (0..<9).map { IPAddress.v4(UInt32($0)) }
        for (index, network) in networks.enumerated() { limiter.count(network, now: .zero + .seconds(index)) }
        #expect(limiter.isUnused(networks[0], now: .zero + .seconds(9)))
        #expect(limiter.delay(for: networks[8], now: .zero + .seconds(9)) != nil)
    }

    @Test func countsAnIPv6PrefixAsOne() {
        var limiter = AttemptLimiter(burst: 1, interval: .seconds(60))
        limiter.count(.v6(0x2001_0DB8_0000_0001, 1), now: .zero)
        #expect(limiter.delay(for: .v6(0x2001_0DB8_0000_0001, 99), now: .zero) == .seconds(60))
        #expect(limiter.delay(for: .v6(0x2001_0DB8_0000_0002, 1), now: .zero) == nil)
        limiter.count(.v4(0xC000_0201), now: .zero)
        // The same client through a dual-stack socket.
        #expect(limiter.delay(for: .v6(0, 0xFFFF_C000_0201), now: .zero) == .seconds(60))
    }
}
