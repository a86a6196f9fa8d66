import RTP
import Wire

/// From packets to what the loudspeaker gets: order, decoding, pace and volume. Told the time; belongs to one thread.
struct SoundRenderer: ~Copyable {
    /// Below it sound counts as silence: −60 dB.
    private static let silence: Float = 0.001
    /// Opus encoders look ahead: what comes out of a packet was recorded 6.5 ms before its timestamp (RFC 7845 §4.2, pre-skip).
    private static let encoderDelay: Int64 = 312

    private var buffer = PlayoutBuffer()
    private var decoder: SoundDecoder
    private var resampler = DriftResampler()
    private var decoded: [Float] = []
    private var mixed: [Float] = []
    private var gain: Float
    private var wantedGain: Float
    /// Packets libopus could not decode.
    private(set) var decodeErrors: Int64 = 0
    /// How much faster than written the sound is played.
    private(set) var rate = 1.0

    init(volume: Int) throws(SoundDecoderError) {
        decoder = try SoundDecoder()
        gain = Self.gain(volume)
        wantedGain = gain
    }

    var statistics: PlayoutStatistics { buffer.statistics }
    var targetDelay: Duration { buffer.targetDelay }
    var lag: Duration { buffer.lag }
    var isPlaying: Bool { buffer.isPlaying }

    /// The timestamp of the next sample to be put out; `nil` while nothing is being played.
    var position: Double? { buffer.nextTimestamp.map { Double($0) - resampler.queued } }

    /// When the sound was recorded that is put out next, as an RTP timestamp; `nil` while nothing is being played.
    var heardTimestamp: UInt32? {
        position.map { UInt32(truncatingIfNeeded: Int64($0) - Self.encoderDelay) }
    }

    mutating func insert(_ packet: AudioPacket) { buffer.insert(packet) }

    mutating func setMinimumDelay(_ delay: Duration) { buffer.minimumDelay = delay }

    /// - Parameter volume: 0…100; loudness as heard, so the middle of the scale sounds like the middle.
    mutating func setVolume(_ volume: Int) { wantedGain = Self.gain(volume) }

    /// Replaces `output` by so many samples for each of two channels, interleaved, wanted at `now`.
    mutating func render(_ frames: Int, now: MonotonicTime, into output: inout [Int16]) {
        if let position { rate = buffer.rate(position: position, now: now) } else { rate = 1 }
        var rounds = 0
        while resampler.missing(for: frames, rate: rate) > 0, rounds < 16 {
            fetch(now: now)
            rounds += 1
        }
        mixed.removeAll(keepingCapacity: true)
        resampler.read(frames, rate: rate, into: &mixed)
        output.removeAll(keepingCapacity: true)
        for index in mixed.indices {
            // A change of volume takes 20 ms: at once it would crack.
            if gain != wantedGain { gain += min(max(wantedGain - gain, -1 / 1920), 1 / 1920) }
            output.append(Int16(max(-32_768, min(32_767, (mixed[index] * gain * 32_767).rounded()))))
        }
    }

    /// Puts the next piece of sound into the resampler.
    private mutating func fetch(now: MonotonicTime) {
        decoded.removeAll(keepingCapacity: true)
        let samples: Int
        switch buffer.next(now: now) {
        case .play(let packet):
            samples = packet.duration
            attempt { decoder, sound throws(SoundDecoderError) in try decoder.decode(packet.payload, into: &sound) }
            fill(samples)
            switch isSilent ? buffer.stretchSilence(samples: samples) : .keep {
            case .keep: break
            case .leaveOut: return
            case .playTwice: resampler.append(decoded)
            }
        case .recover(let count, let packet):
            samples = count
            attempt { decoder, sound throws(SoundDecoderError) in
                try decoder.recover(samples: count, from: packet.payload, into: &sound)
            }
        case .conceal(let count):
            samples = count
            attempt { decoder, sound throws(SoundDecoderError) in try decoder.conceal(samples: count, into: &sound) }
        case .silence(let count):
            samples = count
        }
        fill(samples)
        resampler.append(decoded)
    }

    private mutating func attempt(
        _ body: (inout SoundDecoder, inout [Float]) throws(SoundDecoderError) -> Int
    ) {
        do throws(SoundDecoderError) {
            _ = try body(&decoder, &decoded)
        } catch {
            decodeErrors += 1
            decoded.removeAll(keepingCapacity: true)
        }
    }

    /// Sound is as long as it is to be, whatever libopus made of it: the picture's clock goes by that.
    private mutating func fill(_ samples: Int) {
        let wanted = samples * SoundDecoder.channels
        if decoded.count > wanted {
            decoded.removeLast(decoded.count - wanted)
        } else if decoded.count < wanted {
            decoded.append(contentsOf: repeatElement(0, count: wanted - decoded.count))
        }
    }

    private var isSilent: Bool { decoded.allSatisfy { abs($0) < Self.silence } }

    private static func gain(_ volume: Int) -> Float {
        let share = Float(min(max(volume, 0), 100)) / 100
        return share * share
    }
}
