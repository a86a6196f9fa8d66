import COpus
import Foundation

/// Opus packets of 20 ms as a browser would send them.
package final class OpusTestEncoder {
    package struct Failure: Error {
        package var code: Int
    }

    package enum Mode: Sendable {
        /// Of speech, which carries copies of the sound before it; mono.
        case speech
        case music
    }

    package static let frame = 960

    private let encoder: OpaquePointer
    private let channels: Int

    /// - Parameter expectedLoss: percent; above 0, speech carries redundancy.
    package init(_ mode: Mode = .music, expectedLoss: Int = 0) throws {
        channels = mode == .speech ? 1 : 2
        var code: CInt = 0
        let application = mode == .speech ? OPUS_APPLICATION_VOIP : OPUS_APPLICATION_AUDIO
        guard let encoder = opus_encoder_create(48_000, CInt(channels), application, &code), code == OPUS_OK else {
            throw Failure(code: Int(code))
        }
        self.encoder = encoder
        guard diascope_opus_set_packet_loss(encoder, CInt(expectedLoss)) == OPUS_OK else { throw Failure(code: -1) }
    }

    deinit { opus_encoder_destroy(encoder) }

    /// 20 ms; `samples` is mono.
    package func encode(_ samples: [Float]) throws -> [UInt8] {
        let interleaved = channels == 1 ? samples : samples.flatMap { [$0, $0] }
        var packet = [UInt8](repeating: 0, count: 1275)
        let count = opus_encode_float(encoder, interleaved, CInt(samples.count), &packet, CInt(packet.count))
        guard count > 0 else { throw Failure(code: Int(count)) }
        return Array(packet.prefix(Int(count)))
    }

    /// 20 ms of a tone; `index` counts the frames, so that the tone goes on from one to the next.
    package func tone(_ frequency: Double, amplitude: Float = 0.5, frame index: Int) throws -> [UInt8] {
        try encode(
            (0..<Self.frame).map { sample in
                let time = Double(index * Self.frame + sample) / 48_000
                return amplitude * Float(sin(2 * .pi * frequency * time))
            }
        )
    }

    package func silence() throws -> [UInt8] {
        try encode([Float](repeating: 0, count: Self.frame))
    }
}
