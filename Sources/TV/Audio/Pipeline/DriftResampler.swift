/// Plays stereo sound a little faster or slower than it was recorded, by any ratio close to 1, changing all the time.
///
/// A queue: interleaved samples go in at one end, and come out at the other at another pace.
struct DriftResampler: Sendable {
    private static let taps = SincTable.taps
    /// Samples beyond the present place that the filter needs.
    private static let ahead = taps / 2
    private static let channels = 2

    private let table = SincTable.shared
    /// Interleaved. Begins `taps / 2 - 1` samples before the present place.
    private var input = [Float](repeating: 0, count: (taps / 2 - 1) * channels)
    /// Of the present place, from 0 to 1.
    private var fraction = 0.0

    /// Samples, in each channel, from the present place to the end of the queue.
    var queued: Double { Double(input.count / Self.channels - (Self.taps / 2 - 1)) - fraction }

    /// How many more samples must be in the queue before so many can be read.
    func missing(for frames: Int, rate: Double) -> Int {
        max(0, Int((Double(frames) * rate - queued).rounded(.up)) + Self.ahead + 1)
    }

    mutating func append(_ sound: [Float]) {
        input += sound
    }

    /// Appends `frames` samples to `output`, interleaved, taking `rate` as many from the queue. What is missing there is silence.
    mutating func read(_ frames: Int, rate: Double, into output: inout [Float]) {
        let missing = missing(for: frames, rate: rate)
        if missing > 0 { input.append(contentsOf: repeatElement(0, count: missing * Self.channels)) }
        var place = 0
        output.reserveCapacity(output.count + frames * Self.channels)
        for _ in 0..<frames {
            let phase = fraction * Double(SincTable.phases)
            let row = Int(phase) * Self.taps
            let blend = Float(phase - phase.rounded(.down))
            var (left, right): (Float, Float) = (0, 0)
            for tap in 0..<Self.taps {
                let low = table.weights[row + tap]
                let weight = low + (table.weights[row + Self.taps + tap] - low) * blend
                left += weight * input[(place + tap) * 2]
                right += weight * input[(place + tap) * 2 + 1]
            }
            output.append(left)
            output.append(right)
            fraction += rate
            let whole = fraction.rounded(.down)
            fraction -= whole
            place += Int(whole)
        }
        input.removeFirst(min(place * Self.channels, input.count))
    }
}
