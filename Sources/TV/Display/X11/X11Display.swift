package import DisplayContract

/// A window on an X server, filling the screen.
///
/// Losing the server is an unplug: it is looked for again every second, for ever. So is a server that is not there yet.
package final class X11Display: ThreadedDisplay {
    package let core: any DisplayOutput
    package let thread: DedicatedThread

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

    deinit { core.close() }
}
