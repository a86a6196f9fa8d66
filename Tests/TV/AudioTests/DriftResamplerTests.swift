import Foundation
import Testing

@testable import Audio

struct DriftResamplerTests {
    /// Two seconds of a tone played at a rate.
    private func play(_ frequency: Double, rate: Double) -> Tone {
        var resampler = DriftResampler()
        var output: [Float] = []
        var sent = 0
        while output.count < 2 * 96_000 {
            while resampler.missing(for: 480, rate: rate) > 0 {
                let piece = (0..<960).flatMap { index -> [Float] in
                    let value = Float(0.5 * sin(2 * .pi * frequency * Double(sent + index) / 48_000))
                    return [value, -value]
                }
                resampler.append(piece)
                sent += 960
            }
            resampler.read(480, rate: rate, into: &output)
        }
        #expect(zip(output, output.dropFirst()).enumerated().allSatisfy { $0.offset % 2 == 1 || $0.element.0 == -$0.element.1 })
        return Tone(output.enumerated().compactMap { $0.offset % 2 == 0 ? Double($0.element) : nil }).part(1000..<95_000)
    }

    @Test(arguments: [1.0, 1.0002, 0.9998, 1.004, 0.985])
    func changesThePaceAndNothingElse(rate: Double) {
        let tone = play(1000, rate: rate)
        #expect(abs(tone.frequency - 1000 * rate) < 0.05)
        #expect(abs(tone.level - 0.5 / 2.0.squareRoot()) < 0.001)
        #expect(tone.quietest > 0.34)
    }

    @Test(arguments: [440.0, 5000, 12_000])
    func addsNothingThatCouldBeHeard(frequency: Double) {
        let rate = 1.0003
        let tone = play(frequency, rate: rate)
        let wanted = tone.amplitude(at: frequency * rate)
        #expect(wanted > 0.45)
        // What is not the tone: 50 dB and more below it, which is as fine as this can be measured.
        let rest = max(tone.level * tone.level - wanted * wanted / 2, 0).squareRoot()
        #expect(rest < 0.001, "\(rest)")
    }

    @Test func neverReadsWhatIsNotThere() {
        var resampler = DriftResampler()
        var output: [Float] = []
        resampler.read(480, rate: 1.015, into: &output)
        #expect(output.count == 960)
        #expect(output.allSatisfy { $0 == 0 })
    }
}
