package import DisplayContract
import Synchronization
import Wire

/// A screen in memory: for boxes without one, for tests, and for measuring everything but the display.
package final class HeadlessDisplay: DisplayOutput {
    private let core: HeadlessCore
    private let thread: DedicatedThread

    /// - Parameter mode: `refreshHz` paces presentation as a real screen would; 0 presents at once.
    package init(mode: DisplayMode = DisplayMode(width: 1920, height: 1080, refreshHz: 60)) throws(SystemResourceError) {
        let core = HeadlessCore(mode: mode)
        self.core = core
        thread = try DedicatedThread(name: "display") { core.run() }
    }

    deinit { core.stop() }

    package var mode: DisplayMode? { core.state.withLock { $0.mode } }

    package func lease() -> FrameLease? { core.lease() }

    package func present(_ lease: consuming FrameLease, token: UInt64) {
        core.present(lease.spend(), token: token)
    }

    package func observe(_ handler: @escaping @Sendable (DisplayEvent) -> Void) -> DisplayObservation {
        core.observers.add(handler)
    }

    package func snapshot() -> PixelImage? { core.snapshot() }

    package var status: DisplayStatus { core.status }

    package func close() {
        core.stop()
        thread.join()
    }

    /// Another mode, as if the screen had been told to switch; plugs it in if it was unplugged.
    package func setMode(_ mode: DisplayMode) { core.change(to: mode, reason: "") }

    /// The cable is pulled. `setMode` puts it back.
    package func unplug() { core.change(to: nil, reason: "The headless display was unplugged.") }
}
