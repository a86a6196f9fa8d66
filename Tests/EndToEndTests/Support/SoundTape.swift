import Foundation

/// A sound device that is a file: ALSA's own `file` plugin on `null`, by a configuration of its own.
struct SoundTape {
    let directory: URL

    init() throws {
        directory = Appliance.temporaryDirectory()
        try """
        </usr/share/alsa/alsa.conf>
        pcm.nowhere { type null }
        pcm.tape { type file slave.pcm "nowhere" file "\(recording.path)" format "raw" }
        """.write(to: configuration, atomically: true, encoding: .utf8)
    }

    private var recording: URL { directory.appendingPathComponent("tape.raw") }

    /// Throws away what was played; while the device is closed, or the TV goes on where it was.
    func erase() throws { try FileManager.default.removeItem(at: recording) }

    private var configuration: URL { directory.appendingPathComponent("alsa.conf") }

    /// For a TV that is to play on it.
    var environment: [String: String] { ["ALSA_CONFIG_PATH": configuration.path, "DIASCOPE_AUDIO_DEVICE": "tape"] }

    /// What was played, left and right, −1…1 at 48 kHz.
    var channels: (left: [Double], right: [Double]) {
        let data = (try? Data(contentsOf: recording)) ?? Data()
        let samples = stride(from: 0, to: data.count - 1, by: 2).map { index in
            Double(Int16(bitPattern: UInt16(data[index]) | UInt16(data[index + 1]) << 8)) / 32_768
        }
        return (
            stride(from: 0, to: samples.count - 1, by: 2).map { samples[$0] },
            stride(from: 1, to: samples.count, by: 2).map { samples[$0] }
        )
    }

    /// How many stretches of 100 ms hold the page's tone, 1000 Hz left and 1500 Hz right, and hardly anything else.
    var pureStretches: (left: Int, right: Int) {
        let (left, right) = channels
        return (Self.pureStretches(of: 1000, in: left), Self.pureStretches(of: 1500, in: right))
    }

    /// The tone may be off by 1.5 %: sound that catches up is played a little faster.
    private static func pureStretches(of frequency: Double, in channel: [Double]) -> Int {
        let frequencies = (-6...6).map { frequency * (1 + 0.0025 * Double($0)) }
        return stride(from: 0, to: channel.count - 4800, by: 4800).count { start in
            let part = channel[start..<(start + 4800)]
            return frequencies.contains { isPure($0, part) }
        }
    }

    private static func isPure(_ frequency: Double, _ part: ArraySlice<Double>) -> Bool {
        let step = 2 * Double.pi * frequency / 48_000
        var (sine, cosine, power) = (0.0, 0.0, 0.0)
        for (index, sample) in part.enumerated() {
            sine += sample * sin(step * Double(index))
            cosine += sample * cos(step * Double(index))
            power += sample * sample
        }
        let amplitude = 2 * (sine * sine + cosine * cosine).squareRoot() / 4800
        return amplitude > 0.2 && amplitude * amplitude / 2 > 0.8 * power / 4800
    }
}
