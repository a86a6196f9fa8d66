import OpusTestEncoder
import RTP
import SeededRandom
import Testing
import Wire

@testable import Audio

/// A sender beeps and flashes once a second; what counts is when each comes out of the TV. Real Opus, jitter buffer, resampler and
/// policy, in virtual time.
struct BeepAndFlashTests {
    struct Room: Sendable, CustomTestStringConvertible {
        /// From recording to the screen, before pictures wait on purpose.
        var pictureTakes: Duration
        /// From the jitter buffer to the ear.
        var deviceTakes: Duration
        /// The network, for sound; by each packet up to so much more.
        var jitter: Duration = .milliseconds(5)
        /// Parts per million that the sound device's clock is fast by.
        var drift = 0.0

        var testDescription: String { "picture \(pictureTakes), device \(deviceTakes), jitter \(jitter), \(drift) ppm" }
    }

    @Test(arguments: [
        Room(pictureTakes: .milliseconds(20), deviceTakes: .milliseconds(30)),
        Room(pictureTakes: .milliseconds(20), deviceTakes: .milliseconds(60)),
        Room(pictureTakes: .milliseconds(170), deviceTakes: .milliseconds(30)),
        Room(pictureTakes: .milliseconds(30), deviceTakes: .milliseconds(30), jitter: .milliseconds(30), drift: 200),
    ])
    func comeOutTogether(room: Room) throws {
        var stage = Stage(room, try SoundRenderer(volume: 100), try OpusTestEncoder())
        try stage.run(.seconds(20))
        let offsets = stage.offsets.suffix(6)
        try #require(offsets.count == 6)
        print("sound behind picture, \(room.testDescription): \(offsets.map { Int($0.seconds * 1000) }) ms")
        #expect(offsets.allSatisfy { abs($0.seconds) <= 0.045 })
        #expect(stage.sync.adjustment.pictureDelay <= .milliseconds(45))
    }

    private struct Stage: ~Copyable {
        let room: Room
        var sync = LipSync()
        private var renderer: SoundRenderer
        private let encoder: OpusTestEncoder
        private var random = SeededGenerator(seed: 11)
        private let start = MonotonicTime(nanoseconds: 100_000_000_000)
        private var now: MonotonicTime
        private var packets: [AudioPacket] = []
        private var recorded = 0
        private var frames = 0
        private var flashes: [MonotonicTime] = []
        private var beeps: [MonotonicTime] = []
        private var quietSince = 0

        init(_ room: Room, _ renderer: consuming SoundRenderer, _ encoder: OpusTestEncoder) {
            self.room = room
            self.renderer = renderer
            self.encoder = encoder
            now = start
        }

        /// Of each second, by how much the beep was heard later than the flash was seen.
        var offsets: [Duration] {
            flashes.compactMap { flash in
                beeps.min { abs(($0 - flash).nanoseconds) < abs(($1 - flash).nanoseconds) }.map { $0 - flash }
            }
        }

        mutating func run(_ duration: Duration) throws {
            let end = now + duration
            var chunks = 0
            while now < end {
                try record()
                show()
                if chunks % 25 == 0 { synchronize() }
                play()
                chunks += 1
                now += .nanoseconds(Int64(10_000_000 / (1 + room.drift / 1e6)))
            }
        }

        /// 20 ms of sound, with the first tenth of each second a beep.
        private mutating func record() throws {
            while start + SampleTime.duration(recorded * 960) <= now {
                let payload = try recorded % 50 < 5 ? encoder.tone(1000, frame: recorded) : encoder.silence()
                let delay = Duration.milliseconds(21) + room.jitter * Double.random(in: 0..<1, using: &random)
                packets.append(
                    AudioPacket(
                        epoch: 0,
                        sequence: Int64(recorded),
                        timestamp: Int64(recorded) * 960,
                        duration: 960,
                        payload: payload,
                        arrival: start + SampleTime.duration(recorded * 960) + delay
                    )
                )
                recorded += 1
            }
            let here = packets.filter { $0.arrival <= now }
            packets.removeAll { $0.arrival <= now }
            for packet in here { renderer.insert(packet) }
        }

        /// 30 frames a second, the first of each a flash.
        private mutating func show() {
            while true {
                let taken = start + .nanoseconds(Int64(frames) * 1_000_000_000 / 30)
                let shown = taken + room.pictureTakes + sync.adjustment.pictureDelay
                guard shown <= now else { return }
                sync.pictureShown(timestamp: UInt32(frames * 3000), at: shown)
                if frames % 30 == 0 { flashes.append(shown) }
                frames += 1
            }
        }

        private mutating func play() {
            var output: [Int16] = []
            renderer.render(480, now: now, into: &output)
            for index in stride(from: 0, to: output.count, by: 2) {
                if abs(Int(output[index])) < 3000 {
                    quietSince += 1
                } else {
                    if quietSince > 24_000 { beeps.append(now + room.deviceTakes + SampleTime.duration(index / 2)) }
                    quietSince = 0
                }
            }
        }

        private mutating func synchronize() {
            let seconds = UInt64((now - start).seconds)
            func report(_ ssrc: UInt32, _ clock: UInt32) -> SenderReport {
                SenderReport(
                    ssrc: ssrc,
                    ntpTimestamp: (4_000_000_000 + seconds) << 32,
                    rtpTimestamp: UInt32(seconds) * clock,
                    packetCount: 1,
                    octetCount: 1
                )
            }
            sync.setClocks(video: report(1, 90_000), audio: report(2, 48_000))
            if let heard = renderer.heardTimestamp {
                sync.soundPlayed(timestamp: heard, at: now + room.deviceTakes)
            }
            if let adjustment = sync.update(now: now, soundTarget: renderer.targetDelay, soundLag: renderer.lag) {
                renderer.setMinimumDelay(adjustment.soundDelay)
            }
        }
    }
}
