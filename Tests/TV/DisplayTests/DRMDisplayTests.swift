import DisplayContract
import DisplayDRM
import Glibc
import Testing
import Wire

/// What the KMS back end does where it finds nothing to draw on; `Scripts/boot-test` shows it on a real kernel's screen.
@Suite(.timeLimit(.minutes(1))) struct DRMDisplayTests {
    @Test func saysWhichCardIsMissingAndGoesOnLooking() throws {
        let configuration = DRMConfiguration(card: "/dev/dri/card15", retryInterval: .milliseconds(5))
        let display = try DRMDisplay(configuration: configuration)
        defer { display.close() }
        let deadline = MonotonicClock.now + .seconds(20)
        while display.status.fault?.contains("/dev/dri/card15") != true, MonotonicClock.now < deadline { sched_yield() }
        let fault = try #require(display.status.fault)
        #expect(fault.hasPrefix("Cannot open /dev/dri/card15: "))
        #expect(display.mode == nil)
        #expect(display.snapshot() == nil)
        let lease = display.lease()
        let hasLease = lease != nil
        #expect(!hasLease)
        #expect(display.status.backend == "drm")
    }

    @Test func endsWhileItLooks() throws {
        let display = try DRMDisplay(configuration: DRMConfiguration(card: "/dev/null"))
        display.close()
        display.close()
        #expect(display.mode == nil)
    }
}
