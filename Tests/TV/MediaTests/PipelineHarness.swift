import DisplayContract
import DisplayHeadless
import Media
import RTP
import Synchronization
import Testing
import VP8TestEncoder
import Wire

/// A pipeline on a headless display, and what both report.
final class PipelineHarness: Sendable {
    let display: HeadlessDisplay
    let pipeline: DecodePipeline
    private let events: Events

    final class Events: Sendable {
        let all = Mutex<[DecodePipelineEvent]>([])
        let signal = ThreadSignal()

        func add(_ event: DecodePipelineEvent) {
            all.withLock { $0.append(event) }
            signal.signal()
        }
    }

    init(
        width: Int = 160,
        height: Int = 120,
        viewport: Viewport = Viewport(),
        // A busy machine must not make a test's frames late.
        queue: DecodeQueue.Limits = DecodeQueue.Limits(patience: .seconds(60), most: 100),
        onEvent: @escaping @Sendable (DecodePipelineEvent) -> Void = { _ in }
    ) throws {
        let events = Events()
        self.events = events
        display = try HeadlessDisplay(mode: DisplayMode(width: width, height: height, refreshHz: 0))
        pipeline = try DecodePipeline(configuration: DecodePipeline.Configuration(viewport: viewport, queue: queue)) { event in
            onEvent(event)
            events.add(event)
        }
    }

    deinit {
        pipeline.stop()
        display.close()
    }

    var all: [DecodePipelineEvent] { events.all.withLock { $0 } }

    var decoded: [Int64] {
        all.compactMap { if case .decoded(let number, _, _, _, _) = $0 { number } else { nil } }
    }

    var displayed: [Int64] {
        all.compactMap { if case .displayed(let number, _, _, _) = $0 { number } else { nil } }
    }

    var requests: [KeyFrameReason] {
        all.compactMap { if case .keyFrameNeeded(let reason) = $0 { reason } else { nil } }
    }

    /// Whether the condition came true within ten seconds; looked at after every event, and every so often.
    func wait(until condition: () -> Bool) -> Bool {
        let deadline = MonotonicClock.now + .seconds(10)
        while !condition() {
            let now = MonotonicClock.now
            if now >= deadline { return false }
            events.signal.wait(until: min(deadline, now + .milliseconds(5)))
        }
        return true
    }

    func submit(_ number: Int64, _ frame: VP8TestEncoder.Frame) {
        pipeline.submit(.test(number, isKeyFrame: frame.isKeyFrame, data: frame.data, arrival: MonotonicClock.now))
    }

    /// Submits a picture as a key frame of its own stream and waits until it is on the screen.
    func show(_ number: Int64, _ picture: TestPicture) throws -> PixelImage {
        var encoder = try VP8TestEncoder(width: picture.width, height: picture.height)
        submit(number, try encoder.encode(picture))
        try #require(wait { displayed.contains(number) }, "frame \(number) was not displayed")
        return try #require(display.snapshot())
    }
}
