import DisplayContract
import DisplayHeadless
import DisplayX11
import Glibc
import Media
import RTP
import VP8TestEncoder
import Wire

/// Processor time per frame of decoding alone, and of decoding, converting and presenting, on the same frames in one run.
///
/// `DecodePath [WIDTH HEIGHT [SCREEN-WIDTH SCREEN-HEIGHT [SECONDS]]]`; draws on `$DISPLAY` if it is set, else in memory.
@main struct DecodePath {
    static func main() throws {
        let numbers = CommandLine.arguments.dropFirst().compactMap { Int($0) }
        let width = numbers.first ?? 1920
        let height = numbers.count > 1 ? numbers[1] : 1080
        let screenWidth = numbers.count > 3 ? numbers[2] : 1920
        let screenHeight = numbers.count > 3 ? numbers[3] : 1080
        let count = 30 * (numbers.count > 4 ? numbers[4] : 10)
        let frames = try encode(count: count, width: width, height: height)
        let bytes = frames.reduce(0) { $0 + $1.data.count }
        print("\(width)x\(height) on \(screenWidth)x\(screenHeight), \(count) frames, \(bytes * 8 * 30 / count / 1000) kbit/s")

        for round in 1...3 {
            let bare = try decodeOnly(frames)
            let whole = try decodeAndPresent(frames, mode: DisplayMode(width: screenWidth, height: screenHeight, refreshHz: 0))
            print(
                "round \(round): decode \(text(bare)) ms, decode + convert + present \(text(whole.cost)) ms,",
                "ratio \(text(whole.cost / bare)); receive to display p50 \(text(whole.p50)) p99 \(text(whole.p99)) ms,",
                "displayed \(whole.displayed)"
            )
        }
    }

    /// A page of text that scrolls, and a box that moves.
    static func encode(count: Int, width: Int, height: Int) throws -> [VP8TestEncoder.Frame] {
        var encoder = try VP8TestEncoder(width: width, height: height, kilobitsPerSecond: 5000)
        var random = Random(state: 7)
        var page = TestPicture(width: width, height: height * 3, .white)
        let ink = TestPicture.Colour(32, 32, 32)
        for line in stride(from: 8, to: height * 3 - 24, by: 24) {
            var x = 20
            while x < width - 40 {
                let glyph = 2 + Int(random.next() % 5) * 2
                if random.next() % 6 > 0 {
                    page.fill(x: x..<(x + 2), y: line..<(line + 14), ink)
                    page.fill(x: x..<(x + glyph), y: (line + Int(random.next() % 6) * 2)..<(line + 14), ink)
                }
                x += glyph + 4
            }
        }
        return try (0..<count).map { number in
            var picture = page.rows(from: (number * 6) % (height * 2) & ~1, count: height)
            let x = (number * 8) % (width - width / 3) & ~1
            picture.fill(x: x..<(x + width / 4 & ~1), y: 20..<(height / 3 & ~1), TestPicture.Colour(UInt8(number % 200), 90, 160))
            return try encoder.encode(picture)
        }
    }

    /// Milliseconds a frame.
    static func decodeOnly(_ frames: [VP8TestEncoder.Frame]) throws -> Double {
        var decoder = try VideoDecoder()
        let start = processorTime()
        try pace(frames) { _, frame in _ = try decoder.decode(frame.data) }
        return (processorTime() - start) * 1000 / Double(frames.count)
    }

    static func decodeAndPresent(
        _ frames: [VP8TestEncoder.Frame],
        mode: DisplayMode
    ) throws -> (cost: Double, p50: Double, p99: Double, displayed: UInt64) {
        let display: any DisplayOutput =
            if getenv("DISPLAY") != nil {
                try X11Display(
                    configuration: X11Configuration(fullScreen: false, windowWidth: mode.width, windowHeight: mode.height)
                )
            } else {
                try HeadlessDisplay(mode: mode)
            }
        let ready = ThreadSignal()
        while display.mode == nil { ready.wait(until: MonotonicClock.now + .milliseconds(5)) }
        let pipeline = try DecodePipeline { _ in }
        pipeline.show(on: display)
        let start = processorTime()
        pace(frames) { number, frame in
            let now = MonotonicClock.now
            pipeline.submit(
                EncodedFrame(
                    codec: .vp8,
                    data: frame.data,
                    isKeyFrame: frame.isKeyFrame,
                    width: nil,
                    height: nil,
                    rtpTimestamp: UInt32(truncatingIfNeeded: number * 3000),
                    number: Int64(number),
                    firstPacketArrival: now,
                    lastPacketArrival: now
                )
            )
        }
        let cost = (processorTime() - start) * 1000 / Double(frames.count)
        let statistics = pipeline.statistics
        pipeline.stop()
        display.close()
        let quantiles = statistics.receiveToDisplay.quantiles([0.5, 0.99]) ?? [.zero, .zero]
        return (cost, quantiles[0].seconds * 1000, quantiles[1].seconds * 1000, statistics.framesDisplayed)
    }

    /// Thirty frames a second.
    static func pace(_ frames: [VP8TestEncoder.Frame], _ body: (Int, VP8TestEncoder.Frame) throws -> Void) rethrows {
        let signal = ThreadSignal()
        var next = MonotonicClock.now
        for (number, frame) in frames.enumerated() {
            signal.wait(until: next)
            try body(number, frame)
            next += .nanoseconds(33_333_333)
        }
        signal.wait(until: next)
    }

    /// Seconds of processor time this process has used.
    static func processorTime() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let (user, system) = (usage.ru_utime, usage.ru_stime)
        return Double(user.tv_sec + system.tv_sec) + Double(user.tv_usec + system.tv_usec) / 1e6
    }

    /// Two decimals.
    static func text(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        let fraction = "\(hundredths % 100)"
        return "\(hundredths / 100)." + (fraction.count < 2 ? "0" : "") + fraction
    }
}

/// The same in every run.
private struct Random {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }
}
