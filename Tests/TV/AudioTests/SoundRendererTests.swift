import OpusTestEncoder
import RTP
import SeededRandom
import Testing
import Wire

@testable import Audio

/// Real Opus through jitter buffer, libopus and resampler, in virtual time.
struct SoundRendererTests {
    private let start = MonotonicTime(nanoseconds: 1_000_000_000)

    private struct Result {
        var tone: Tone
        var statistics: PlayoutStatistics
    }

    /// Three seconds and more of a tone; `isLost` says which packets do not come.
    private func render(
        _ mode: OpusTestEncoder.Mode,
        expectedLoss: Int = 0,
        volume: Int = 100,
        frames: Int = 200,
        isLost: (Int) -> Bool = { _ in false }
    ) throws -> Result {
        let encoder = try OpusTestEncoder(mode, expectedLoss: expectedLoss)
        var renderer = try SoundRenderer(volume: volume)
        var output: [Int16] = []
        var all: [Int16] = []
        for index in 0..<frames {
            let payload = try encoder.tone(440, frame: index)
            let header = try OpusPacketHeader(parsing: payload.span)
            let now = start + SampleTime.duration(index * 960)
            if !isLost(index) {
                renderer.insert(
                    AudioPacket(
                        epoch: 0,
                        sequence: Int64(index),
                        timestamp: Int64(index) * 960,
                        duration: header.duration,
                        hasRedundancy: header.hasRedundancy,
                        payload: payload,
                        arrival: now
                    )
                )
            }
            for half in [0, 10] {
                renderer.render(480, now: now + .milliseconds(half), into: &output)
                #expect(output.count == 960)
                all += output
            }
        }
        #expect(renderer.decodeErrors == 0)
        return Result(tone: Tone(interleaved: all), statistics: renderer.statistics)
    }

    @Test(arguments: [OpusTestEncoder.Mode.speech, .music])
    func playsWhatWasSent(mode: OpusTestEncoder.Mode) throws {
        let result = try render(mode)
        let settled = result.tone.part(48_000..<190_000)
        #expect(abs(settled.frequency - 440) < 2)
        #expect(settled.level > 0.25 && settled.quietest > 0.2)
        #expect(result.statistics.concealedSamples == 0)
    }

    @Test func bridgesLossesWithTheCopiesInLaterPackets() throws {
        // Encoders need a while to put copies in.
        let result = try render(.speech, expectedLoss: 20) { $0 > 50 && $0 % 7 == 3 }
        #expect(result.statistics.fecPacketsReceived >= 15, "\(result.statistics)")
        #expect(result.tone.part(60_000..<185_000).quietest > 0.15)
    }

    @Test func bridgesSingleLossesWithGuesses() throws {
        let result = try render(.music) { $0 > 50 && $0 % 20 == 3 }
        #expect(result.statistics.concealmentEvents >= 6)
        #expect(result.tone.part(60_000..<185_000).quietest > 0.1)
        #expect(abs(result.tone.part(60_000..<185_000).frequency - 440) < 3)
    }

    @Test func isSilentWithoutPackets() throws {
        var renderer = try SoundRenderer(volume: 100)
        var output: [Int16] = []
        renderer.render(480, now: start, into: &output)
        #expect(output == [Int16](repeating: 0, count: 960))
        #expect(renderer.position == nil)
    }

    @Test func becomesSilentWhenPacketsEnd() throws {
        let result = try render(.music) { $0 > 100 }
        #expect(result.tone.part(150_000..<190_000).level == 0)
    }

    @Test(arguments: [(50, 0.25), (0, 0.0)])
    func setsTheVolume(volume: Int, share: Double) throws {
        let full = try render(.music).tone.part(48_000..<96_000).level
        let quiet = try render(.music, volume: volume).tone.part(48_000..<96_000).level
        #expect(abs(quiet - full * share) < 0.005)
    }

    @Test func survivesPacketsThatAreNoOpus() throws {
        var renderer = try SoundRenderer(volume: 100)
        var random = SeededGenerator(seed: 5)
        var output: [Int16] = []
        for index in 0..<500 {
            let payload = (0..<Int.random(in: 1...60, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
            let now = start + SampleTime.duration(index * 960)
            renderer.insert(
                AudioPacket(
                    epoch: 0,
                    sequence: Int64(index),
                    timestamp: Int64(index) * 960,
                    duration: 960,
                    hasRedundancy: index % 3 == 0,
                    payload: payload,
                    arrival: now
                )
            )
            renderer.render(480, now: now, into: &output)
            renderer.render(480, now: now + .milliseconds(10), into: &output)
        }
        #expect(renderer.decodeErrors > 0)
    }

    @Test func knowsWhichSampleIsHeard() throws {
        let encoder = try OpusTestEncoder()
        var renderer = try SoundRenderer(volume: 100)
        var output: [Int16] = []
        for index in 0..<100 {
            let now = start + SampleTime.duration(index * 960)
            let payload = try encoder.tone(440, frame: index)
            renderer.insert(
                AudioPacket(
                    epoch: 0,
                    sequence: Int64(index),
                    timestamp: Int64(index) * 960,
                    duration: 960,
                    payload: payload,
                    arrival: now
                )
            )
            renderer.render(480, now: now, into: &output)
            renderer.render(480, now: now + .milliseconds(10), into: &output)
        }
        // A packet that came at its own time is heard `targetDelay` later, and as much later as playing lags.
        let end = start + SampleTime.duration(100 * 960)
        let last = renderer.position
        let position = try #require(last)
        let heardAt = start + SampleTime.duration(Int64(position)) + renderer.targetDelay + renderer.lag
        #expect(abs((heardAt - end).seconds) < 0.006, "\((heardAt - end).seconds)")
    }
}
