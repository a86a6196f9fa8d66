import SeededRandom
import Testing
import Wire

@testable import DisplayDRM

/// What the kernel writes to its descriptors, read by hand.
@Suite struct DRMKernelMessageTests {
    /// `struct drm_event_vblank`: type, length, user data, seconds, microseconds, sequence, CRTC.
    private func flip(sequence: UInt32, seconds: UInt32, microseconds: UInt32, type: UInt32 = 2) -> [UInt8] {
        [type, 32, 0, 0, seconds, microseconds, sequence, 41].flatMap { word in (0..<4).map { UInt8(word >> (8 * $0) & 0xFF) } }
    }

    @Test func readsEveryFlipOfOneRead() {
        let bytes = flip(sequence: 7, seconds: 3, microseconds: 250_000) + flip(sequence: 8, seconds: 3, microseconds: 266_667)
        #expect(
            DRMFlip.parse(bytes) == [
                DRMFlip(sequence: 7, time: MonotonicTime(nanoseconds: 3_250_000_000)),
                DRMFlip(sequence: 8, time: MonotonicTime(nanoseconds: 3_266_667_000)),
            ]
        )
    }

    @Test func passesOverOtherEventsAndStopsAtWhatIsCutOff() {
        let vblank = flip(sequence: 1, seconds: 0, microseconds: 0, type: 1)
        let good = flip(sequence: 9, seconds: 1, microseconds: 0)
        #expect(DRMFlip.parse(vblank + good + good.prefix(20)).map(\.sequence) == [9])
        #expect(DRMFlip.parse([2, 0, 0, 0, 0, 0, 0, 0] + good).isEmpty)
        #expect(DRMFlip.parse([UInt8]()).isEmpty)
    }

    @Test func survivesAnyBytes() {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<2000 {
            let bytes = (0..<Int.random(in: 0...80, using: &random)).map { _ in UInt8.random(in: 0...40, using: &random) }
            _ = DRMFlip.parse(bytes)
            _ = HotplugSocket.concernsDisplays(bytes)
        }
    }

    @Test func tellsDisplayAnnouncementsFromOthers() {
        let display = "change@/devices/pci0/drm/card0\0ACTION=change\0SUBSYSTEM=drm\0HOTPLUG=1\0SEQNUM=9\0"
        let disk = "add@/devices/virtual/block/loop0\0ACTION=add\0SUBSYSTEM=block\0NAME=SUBSYSTEM=drm\0"
        #expect(HotplugSocket.concernsDisplays(Array(display.utf8)))
        #expect(!HotplugSocket.concernsDisplays(Array(disk.utf8)))
    }
}

@Suite struct FlipPaceTests {
    private let period = Duration.nanoseconds(16_666_666)

    @Test func leavesHardwareWithAVerticalBlankAlone() {
        var pace = FlipPace(refreshHz: 60)
        pace.submitted(.zero)
        pace.flipped(DRMFlip(sequence: 812, time: .zero))
        pace.submitted(.zero)
        #expect(pace.allows(.zero))
        #expect(pace.notBefore == nil)
    }

    @Test func holdsFramesToTheRefreshWhereFlipsHappenAtOnce() {
        var pace = FlipPace(refreshHz: 60)
        pace.flipped(DRMFlip(sequence: 0, time: .zero))
        pace.submitted(.zero)
        #expect(!pace.allows(.zero + .milliseconds(10)))
        #expect(pace.allows(.zero + period))
        // Woken 5 ms late: the beat is kept.
        pace.submitted(.zero + period + .milliseconds(5))
        #expect(pace.notBefore == MonotonicTime.zero + period * 2)
        // After a pause the beat starts anew.
        pace.submitted(.zero + .seconds(4))
        #expect(pace.notBefore == MonotonicTime.zero + .seconds(4) + period)
    }
}
