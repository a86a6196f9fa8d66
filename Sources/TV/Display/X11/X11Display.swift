package import DisplayContract
import Synchronization

/// A window on an X server, filling the screen.
///
/// Losing the server is an unplug: it is looked for again every second, for ever. So is a server that is not there yet.
package final class X11Display: DisplayOutput {
    private let core: X11Core
    private let thread: DedicatedThread

    /// Returns at once: `plugged` is reported when the server has been reached.
    package init(configuration: X11Configuration = X11Configuration()) throws(SystemResourceError) {
        let core = try X11Core(configuration: configuration)
        self.core = core
        thread = try DedicatedThread(name: "display") { X11Worker(core).run() }
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
}
