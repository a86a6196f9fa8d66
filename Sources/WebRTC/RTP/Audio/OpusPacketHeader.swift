/// What the first bytes of an Opus packet say about it (RFC 6716 §3.1 and §3.2).
package struct OpusPacketHeader: Sendable, Equatable {
    /// Opus is always timed at 48 kHz, whatever it carries (RFC 7587 §4.1).
    package static let clockRate: Int64 = 48_000
    /// Samples at 48 kHz: 120 ms.
    package static let longestDuration = 5760

    /// Of all the packet's frames together, in samples at 48 kHz.
    package let duration: Int
    package let isStereo: Bool
    /// Whether the packet carries a poorer copy of the sound before it, against loss (RFC 6716 §2.1.7). Only speech modes do.
    package let hasRedundancy: Bool

    /// Samples at 48 kHz of one frame, by the TOC byte's configuration number.
    private static let frameDurations: [Int] =
        [480, 960, 1920, 2880, 480, 960, 1920, 2880, 480, 960, 1920, 2880]
        + [480, 960, 480, 960]
        + [120, 240, 480, 960, 120, 240, 480, 960, 120, 240, 480, 960, 120, 240, 480, 960]

    package init(parsing payload: borrowing Span<UInt8>) throws(OpusError) {
        guard payload.count > 0 else { throw .empty }
        let toc = payload[0]
        let count: Int
        switch toc & 0x03 {
        case 0: count = 1
        case 1, 2: count = 2
        default:
            guard payload.count > 1 else { throw .truncated }
            count = Int(payload[1] & 0x3F)
        }
        let duration = count * Self.frameDurations[Int(toc >> 3)]
        guard count > 0, duration <= Self.longestDuration else { throw .invalidFrameCount }
        self.duration = duration
        isStereo = toc & 0x04 != 0
        hasRedundancy = Self.hasRedundancy(payload, toc)
    }

    /// The LBRR flags stand behind a voice flag for each 20 ms, in front of all else (RFC 6716 §4.2.3 and §4.2.4).
    private static func hasRedundancy(_ payload: borrowing Span<UInt8>, _ toc: UInt8) -> Bool {
        let configuration = Int(toc >> 3)
        // Where the first frame begins is plain only without frame lengths before it.
        guard configuration < 16, toc & 0x03 < 2, payload.count > 1 else { return false }
        let voiceFlags = max(frameDurations[configuration] / 960, 1)
        let flags = payload[1]
        if flags >> (7 - voiceFlags) & 1 != 0 { return true }
        return toc & 0x04 != 0 && flags >> (6 - 2 * voiceFlags) & 1 != 0
    }
}
