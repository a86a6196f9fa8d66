import Testing
import Wire

@testable import SocketIOCore

struct ReconnectBackoffTests {
    /// Always the largest or the smallest number.
    private struct Extreme: RandomNumberGenerator {
        var value: UInt64
        mutating func next() -> UInt64 { value }
    }

    @Test func doublesItsWindowUpToTheCap() {
        var backoff = ReconnectBackoff()
        var random = SystemRandomNumberGenerator()
        var windows: [Duration] = []
        for _ in 0..<10 {
            windows.append(backoff.window)
            _ = backoff.nextDelay(using: &random)
        }
        #expect(
            windows == [.milliseconds(500), .seconds(1), .seconds(2), .seconds(4), .seconds(8), .seconds(16)]
                + Array(repeating: .seconds(30), count: 4)
        )
    }

    @Test func drawsFromTheWholeWindow() {
        var backoff = ReconnectBackoff()
        var random = SystemRandomNumberGenerator()
        for _ in 0..<8 { _ = backoff.nextDelay(using: &random) }
        let delays = (0..<2000).map { _ in backoff.nextDelay(using: &random) }
        #expect(delays.allSatisfy { $0 >= .zero && $0 <= .seconds(30) })
        #expect(delays.contains { $0 < .seconds(3) } && delays.contains { $0 > .seconds(27) })
    }

    @Test func triesForEverWithoutOverflow() {
        var backoff = ReconnectBackoff()
        var random = Extreme(value: .max)
        for _ in 0..<10_000 { #expect(backoff.nextDelay(using: &random) <= .seconds(30)) }
    }

    @Test func startsAnewAfterAStableConnection() {
        var backoff = ReconnectBackoff()
        var random = SystemRandomNumberGenerator()
        for _ in 0..<6 { _ = backoff.nextDelay(using: &random) }
        backoff.connected(now: .zero)
        backoff.disconnected(now: .zero + .seconds(60))
        #expect(backoff.window == .milliseconds(500))
    }

    @Test func keepsItsWindowAfterAShortConnection() {
        var backoff = ReconnectBackoff()
        var random = SystemRandomNumberGenerator()
        for _ in 0..<6 { _ = backoff.nextDelay(using: &random) }
        backoff.connected(now: .zero)
        backoff.disconnected(now: .zero + .seconds(59))
        #expect(backoff.window == .seconds(30))
    }
}
