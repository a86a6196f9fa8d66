import Glibc

/// Weights that make the sample between two samples from the sixteen around it: a low-pass filter of 22 kHz under a Kaiser window.
///
/// Errors are more than 50 dB below the sound, and all of it is kept that ears hear.
struct SincTable: Sendable {
    static let taps = 16
    static let phases = 256

    /// `taps` weights for each of `phases + 1` places from one sample to the next.
    let weights: [Float]

    static let shared = SincTable()

    private init() {
        var weights: [Float] = []
        weights.reserveCapacity((Self.phases + 1) * Self.taps)
        for phase in 0...Self.phases {
            let fraction = Double(phase) / Double(Self.phases)
            var row: [Double] = []
            for tap in 0..<Self.taps {
                // From the place wanted to this tap's sample; the place is between taps 7 and 8.
                let distance = Double(tap) - Double(Self.taps / 2 - 1) - fraction
                row.append(Self.sinc(distance * 0.92) * Self.kaiser(distance / Double(Self.taps / 2)))
            }
            let sum = row.reduce(0, +)
            weights += row.map { Float($0 / sum) }
        }
        self.weights = weights
    }

    private static func sinc(_ x: Double) -> Double {
        abs(x) < 1e-9 ? 1 : sin(.pi * x) / (.pi * x)
    }

    /// Over −1…1, β = 8.
    private static func kaiser(_ x: Double) -> Double {
        bessel(8 * (max(0, 1 - x * x)).squareRoot()) / bessel(8)
    }

    /// The modified Bessel function of the first kind, order 0, by its series.
    private static func bessel(_ x: Double) -> Double {
        var (sum, term) = (1.0, 1.0)
        for k in 1...40 {
            term *= (x / (2 * Double(k))) * (x / (2 * Double(k)))
            sum += term
        }
        return sum
    }
}
