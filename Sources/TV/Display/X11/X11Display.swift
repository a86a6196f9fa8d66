package import DisplayContract

/// A window on an X server, filling the screen.
///
/// Losing the server is an unplug: it is looked for again every second, for ever. So is a server that is not there yet.
package final class X11Display: DisplayOutput {
    private let core: DisplayCore<X11Buffer>
    private let thread: DedicatedThread

    /// Returns at once: `plugged` is reported when the server has been reached.
    package init(configuration: X11Configuration = X11Configuration()) throws(SystemResourceError) {
        let pipe = try WakePipe()
        let core = DisplayCore<X11Buffer>(
            backend: "x11",
            connector: configuration.connector,
            // The server draws in order: a frame handed over frees the one before it.
            frontRule: .untilNextIsSubmitted,
            fault: "The X display \(configuration.connector) is being opened. Wait a moment.",
            wake: { pipe.wake() }
        )
        self.core = core
        thread = try DedicatedThread(name: "display") { X11Worker(core, pipe, configuration).run() }
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
}
