package import DisplayContract
import Wire

/// A screen in memory: for boxes without one, for tests, and for measuring everything but the display.
package final class HeadlessDisplay: DisplayOutput {
    private let core: DisplayCore<MemoryBuffer>
    private let thread: DedicatedThread

    /// - Parameter mode: `refreshHz` paces presentation as a real screen would; 0 presents at once.
    package init(mode: DisplayMode = DisplayMode(width: 1920, height: 1080, refreshHz: 60)) throws(SystemResourceError) {
        let signal = ThreadSignal()
        let core = DisplayCore<MemoryBuffer>(
            backend: "headless",
            connector: "memory",
            frontRule: .untilNextIsPresented,
            fault: nil,
            wake: { signal.signal() }
        )
        core.plug(mode) { MemoryBuffer(mode: $0) }
        self.core = core
        thread = try DedicatedThread(name: "display") { HeadlessWorker(core, signal).run() }
    }

    deinit { core.stop() }

    package var mode: DisplayMode? { core.mode }

    package func lease() -> FrameLease? { core.lease() }

    package func present(_ lease: consuming FrameLease, token: UInt64) { core.present(lease, token: token) }

    package func observe(_ handler: @escaping @Sendable (DisplayEvent) -> Void) -> DisplayObservation {
        core.observers.add(handler)
    }

    package func snapshot() -> PixelImage? { core.snapshot() }

    package func setPower(isOn: Bool) { core.setPower(isOn: isOn) }

    package var status: DisplayStatus { core.status }

    package func ping(_ answer: @escaping @Sendable () -> Void) { core.ping(answer) }

    package func close() {
        core.stop()
        thread.join()
    }

    /// Another mode, as if the screen had been told to switch; plugs it in if it was unplugged.
    package func setMode(_ mode: DisplayMode) {
        core.plug(mode) { MemoryBuffer(mode: $0) }
        core.rouse()
    }

    /// The cable is pulled. `setMode` puts it back.
    package func unplug() {
        core.unplug(
            reason: "The headless display was unplugged.",
            fault: "The headless display is unplugged. Plug it in again."
        )
        core.rouse()
    }
}
