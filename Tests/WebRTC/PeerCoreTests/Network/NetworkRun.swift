import Glibc
import Media
import NetworkEmulator
import RTP
import Testing
import VP8TestSender
import Wire

/// What people saw during a projection over an emulated network.
struct NetworkRun {
    struct Bounds {
        /// Pictures a second, at least.
        var shown: Double
        /// At most.
        var freezes: Int
        /// Milliseconds, at most.
        var longest: Int
    }

    /// Pictures a second.
    var shown: Double
    var freezes: Int
    /// The longest a picture stood, in milliseconds.
    var longest: Int
    /// The most that repairs delayed the picture, in milliseconds.
    var delay: Int
    var keyFrames: Int
    /// From being connected to the first picture, in milliseconds.
    var first: Int

    /// Projects until the first picture, then lets `events` happen: 20 s without any, if nothing else is said.
    /// `frameSize` bytes a frame, 30 frames a second.
    static func project(
        over conditions: LinkConditions,
        latency: PlayoutLatency = .balanced,
        frameSize: Int = 8000,
        rateControl: RateControl.Limits? = nil,
        seed: UInt64,
        events: (Call) -> Void = { $0.run(.seconds(20)) }
    ) throws -> NetworkRun {
        var configuration = TestSender.Configuration()
        configuration.rateControl = rateControl
        let call = try Call(configuration, conditions: conditions, seed: seed)
        call.television = Television(latency: latency)
        call.camera.frameSize = frameSize
        call.camera.keyFrameSize = frameSize * 5
        try call.negotiate()
        #expect(call.run(.seconds(15)) { ($0.television?.presentedCount ?? 0) > 0 }, "no picture")
        let start = call.now
        let before = (call.sent.keyFramesSent, call.television?.freezes.freezeCount ?? 0)
        events(call)
        let television = try #require(call.television)
        let shown = [start] + television.presented.filter { $0 > start } + [call.now]
        let gaps = zip(shown, shown.dropFirst()).map { $1 - $0 }
        return NetworkRun(
            shown: Double(shown.count - 2) / (call.now - start).seconds,
            freezes: television.freezes.freezeCount - before.1,
            longest: Int((gaps.max() ?? .zero).nanoseconds / 1_000_000),
            delay: Int(television.longestDelay.nanoseconds / 1_000_000),
            keyFrames: call.sent.keyFramesSent - before.0,
            first: Int(((television.presented.first ?? call.now) - (call.connectedAt ?? call.now)).nanoseconds / 1_000_000)
        )
    }

    func check(_ bounds: Bounds, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(shown >= bounds.shown, sourceLocation: sourceLocation)
        #expect(freezes <= bounds.freezes, sourceLocation: sourceLocation)
        #expect(longest <= bounds.longest, "milliseconds", sourceLocation: sourceLocation)
    }

    /// A line of the table that `make bench-network` prints; silent in a test run.
    func report(_ name: String) {
        guard getenv("DIASCOPE_TEST_NETWORK_TABLE") != nil else { return }
        let tenths = Int((shown * 10).rounded())
        print("| \(name) | \(tenths / 10).\(tenths % 10) | \(freezes) | \(longest) | \(delay) | \(keyFrames) | \(first) |")
    }
}
