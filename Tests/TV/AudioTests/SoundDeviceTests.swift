import DisplayContract
import Foundation
import OpusTestEncoder
import RTP
import Synchronization
import Testing
import Wire

@testable import Audio

/// The whole thread with ALSA's own plugins: `file` writes what a loudspeaker would have got, `null` takes it.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct SoundDeviceTests {
    private let directory: URL

    init() throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("diascope-sound-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let configuration = directory.appendingPathComponent("alsa.conf")
        try """
        </usr/share/alsa/alsa.conf>
        pcm.nowhere { type null }
        pcm.tape { type file slave.pcm "nowhere" file "\(directory.path)/tape.raw" format "raw" }
        pcm.later { type file slave.pcm "nowhere" file "\(directory.path)/later/tape.raw" format "raw" }
        pcm.mono { type linear slave { pcm "nowhere" format "U8" } }
        """.write(to: configuration, atomically: true, encoding: .utf8)
        // Read by ALSA whenever it has changed, so each test has its own.
        setenv("ALSA_CONFIG_PATH", configuration.path, 1)
    }

    /// Packets of a tone that are sent evenly from now on and come on time; handed over all at once, they are played in their time.
    private func packets(_ seconds: Double) throws -> [AudioPacket] {
        let encoder = try OpusTestEncoder()
        let payloads = try (0..<Int(seconds * 50)).map { try encoder.tone(440, frame: $0) }
        let start = MonotonicClock.now
        return payloads.enumerated().map { index, payload in
            AudioPacket(
                epoch: 0,
                sequence: Int64(index),
                timestamp: Int64(index) * 960,
                duration: 960,
                payload: payload,
                arrival: start + SampleTime.duration(index * 960)
            )
        }
    }

    private func recorded(_ name: String) -> [Int16] {
        guard let data = try? Data(contentsOf: directory.appendingPathComponent(name)) else { return [] }
        return stride(from: 0, to: data.count - 1, by: 2).map { Int16(bitPattern: UInt16(data[$0]) | UInt16(data[$0 + 1]) << 8) }
    }

    private func wait(within limit: Duration = .seconds(15), until condition: () -> Bool) async -> Bool {
        let deadline = MonotonicClock.now + limit
        while !condition() {
            guard MonotonicClock.now < deadline else { return false }
            // The device tells nobody how much it has played.
            await withCheckedContinuation { continuation in
                DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(20)) { continuation.resume() }
            }
        }
        return true
    }

    @Test func playsATonePurely() async throws {
        let pipeline = AudioPipeline(configuration: .init(device: "tape"))
        for packet in try packets(3) { pipeline.submit(packet) }
        let playing = AudioStatus(state: .playing, device: "tape")
        #expect(await wait { pipeline.status == playing })
        let isPlayed = await wait {
            let statistics = pipeline.report.statistics
            return statistics.jitterBufferEmittedCount + statistics.packetsDiscarded * 960 >= 140_000
        }
        #expect(isPlayed, "\(pipeline.status) \(pipeline.report)")
        #expect(pipeline.report.decodeErrors == 0)
        #expect(await wait { recorded("tape.raw").count >= 2 * 130_000 })
        pipeline.stop()
        let tone = Tone(interleaved: recorded("tape.raw"))
        // Where other programs keep this one from running for a quarter of a second sound is skipped; between such moments it is
        // as it was sent. That nothing is missing otherwise is shown in virtual time.
        let pure = stride(from: 0, to: tone.samples.count - 4_800, by: 4_800).count { start in
            let part = tone.part(start..<(start + 4_800))
            return part.quietest > 0.2 && abs(part.frequency - 440) < 10
        }
        #expect(pure >= 5, "\(pure)")
    }

    @Test func keepsTimeWithADeviceThatDoesNot() async throws {
        let pipeline = AudioPipeline(configuration: .init(device: "tape"))
        let start = MonotonicClock.now
        for packet in try packets(2) { pipeline.submit(packet) }
        #expect(await wait { recorded("tape.raw").count >= 2 * 48_000 })
        let written = Double(recorded("tape.raw").count) / 96_000
        let elapsed = (MonotonicClock.now - start).seconds
        #expect(written <= elapsed + 0.1, "\(written) s of sound in \(elapsed) s")
        pipeline.stop()
    }

    @Test func goesOnWithoutADeviceAndSaysWhy() async throws {
        let seen = Mutex<[AudioStatus]>([])
        let pipeline = AudioPipeline(configuration: .init(device: "gone")) { status in seen.withLock { $0.append(status) } }
        for packet in try packets(1) { pipeline.submit(packet) }
        let isPlayed = await wait { pipeline.report.statistics.jitterBufferEmittedCount >= 45_000 }
        #expect(isPlayed)
        let status = pipeline.status
        #expect(status.state == .unavailable)
        #expect(status.error?.contains("gone") == true && status.error?.contains("audio.device") == true)
        // Tried again and again, and told once.
        #expect(seen.withLock { $0 } == [status])
        pipeline.stop()
    }

    @Test func findsADeviceThatComesLater() async throws {
        let pipeline = AudioPipeline(configuration: .init(device: "later"))
        for packet in try packets(3.9) { pipeline.submit(packet) }
        #expect(await wait { pipeline.status.state == .unavailable })
        try FileManager.default.createDirectory(at: directory.appendingPathComponent("later"), withIntermediateDirectories: true)
        #expect(await wait { pipeline.status.state == .playing })
        #expect(await wait { recorded("later/tape.raw").contains { $0 > 5000 } })
        pipeline.stop()
    }

    @Test func givesTheDeviceBackAndTakesItAgain() async throws {
        let pipeline = AudioPipeline(configuration: .init(device: "tape"))
        let sound = SynchronizedSound(pipeline: pipeline)
        let all = try packets(1)
        for packet in all { sound.submit(packet) }
        #expect(pipeline.status.state == .idle, "nobody is to hear it yet")
        sound.setAudible(true)
        for packet in all { sound.submit(packet) }
        #expect(await wait { pipeline.status.state == .playing })
        sound.setAudible(false)
        #expect(await wait { pipeline.status.state == .idle })
        sound.setAudible(true)
        for packet in all { sound.submit(packet) }
        #expect(await wait { pipeline.status.state == .playing })
        pipeline.stop()
    }

    @Test func opensNothingBeforeTheFirstPacket() throws {
        let pipeline = AudioPipeline(configuration: .init(device: "tape"))
        pipeline.setVolume(10)
        #expect(pipeline.status.state == .idle)
        #expect(!FileManager.default.fileExists(atPath: directory.appendingPathComponent("tape.raw").path))
        pipeline.stop()
    }

    @Test func letsADeviceOfAnotherFormatConvert() throws {
        let output = try ALSAOutput(device: "mono", startsAt: 480)
        #expect(output.capacity > 0)
    }

    @Test(arguments: ["gone", "hw:42,0"])
    func namesADeviceThatIsMissing(device: String) {
        do throws(AudioOutputError) {
            let output = try ALSAOutput(device: device, startsAt: 480)
            Issue.record("opened \(output.device)")
        } catch {
            guard case .missing(device, _) = error else {
                Issue.record("\(error)")
                return
            }
            #expect("\(error)".contains("aplay -L"))
        }
    }
}
