import Foundation

/// What a stretch of sound holds, measured.
struct Tone {
    /// One channel, −1…1.
    let samples: [Double]

    init(_ samples: [Double]) { self.samples = samples }

    /// The left channel of interleaved stereo.
    init(interleaved: some Sequence<Int16>) {
        samples = interleaved.enumerated().compactMap { $0.offset % 2 == 0 ? Double($0.element) / 32_768 : nil }
    }

    /// Of the whole stretch.
    var level: Double {
        samples.isEmpty ? 0 : (samples.reduce(0) { $0 + $1 * $1 } / Double(samples.count)).squareRoot()
    }

    /// Hz, from the crossings of zero.
    var frequency: Double {
        var crossings: [Double] = []
        for index in samples.indices.dropFirst() where samples[index - 1] < 0 && samples[index] >= 0 {
            crossings.append(Double(index) - samples[index] / (samples[index] - samples[index - 1]))
        }
        guard let first = crossings.first, let last = crossings.last, crossings.count > 1 else { return 0 }
        return Double(crossings.count - 1) * 48_000 / (last - first)
    }

    /// Power of this frequency alone (Goertzel), as an amplitude.
    func amplitude(at frequency: Double) -> Double {
        let step = 2 * Double.pi * frequency / 48_000
        var (sine, cosine) = (0.0, 0.0)
        for (index, sample) in samples.enumerated() {
            sine += sample * sin(step * Double(index))
            cosine += sample * cos(step * Double(index))
        }
        return 2 * (sine * sine + cosine * cosine).squareRoot() / Double(max(samples.count, 1))
    }

    /// The quietest of its stretches of 10 ms.
    var quietest: Double {
        stride(from: 0, to: samples.count - 479, by: 480).map { Tone(Array(samples[$0..<($0 + 480)])).level }.min() ?? 0
    }

    func part(_ range: Range<Int>) -> Tone { Tone(Array(samples[range.clamped(to: samples.indices)])) }
}
