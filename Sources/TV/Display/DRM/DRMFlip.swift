import CDRM
import Glibc
import Wire

/// A page flip that has happened.
struct DRMFlip: Equatable, Sendable {
    /// The vertical blank it happened at; 0 for ever on hardware that has none.
    var sequence: UInt32
    /// CLOCK_MONOTONIC.
    var time: MonotonicTime

    /// The flips the kernel has to tell of, oldest first.
    static func read(from card: DRMCard) -> [DRMFlip] {
        var bytes = [UInt8](repeating: 0, count: 1024)
        let count = unsafe Glibc.read(card.descriptor, &bytes, bytes.count)
        guard count > 0 else { return [] }
        return parse(bytes.prefix(count))
    }

    /// `struct drm_event` and `struct drm_event_vblank` of the kernel's `drm.h`, in the machine's byte order.
    static func parse(_ bytes: some Collection<UInt8>) -> [DRMFlip] {
        let bytes = Array(bytes)
        var flips: [DRMFlip] = []
        var start = 0
        while start + 8 <= bytes.count {
            let (type, length) = (word(bytes, start), Int(word(bytes, start + 4)))
            guard length >= 8, start + length <= bytes.count else { break }
            if type == UInt32(DRM_EVENT_FLIP_COMPLETE), length >= 28 {
                let (seconds, microseconds) = (Int64(word(bytes, start + 16)), Int64(word(bytes, start + 20)))
                let time = MonotonicTime(nanoseconds: seconds * 1_000_000_000 + microseconds * 1000)
                flips.append(DRMFlip(sequence: word(bytes, start + 24), time: time))
            }
            start += length
        }
        return flips
    }

    private static func word(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << (8 * UInt32($1)) }
    }
}
