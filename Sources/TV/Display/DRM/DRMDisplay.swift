package import DisplayContract

/// A TV on the kernel's own display interface (KMS): no X server, no desktop.
///
/// A screen that is not there yet, or lost, is looked for at every announcement of the kernel and once every retry
/// interval, for ever.
package final class DRMDisplay: ThreadedDisplay {
    package let core: any DisplayOutput
    package let thread: DedicatedThread

    /// Returns at once: `plugged` is reported when there is a screen.
    package init(configuration: DRMConfiguration = DRMConfiguration()) throws(SystemResourceError) {
        let pipe = try WakePipe()
        let core = DisplayCore<DRMBuffer>(
            backend: "drm",
            connector: configuration.connector ?? "none",
            frontRule: .untilNextIsPresented,
            fault: "The display is being looked for. Wait a moment.",
            wake: { pipe.wake() }
        )
        self.core = core
        thread = try DedicatedThread(name: "display") { DRMWorker(core, pipe, configuration).run() }
    }

    deinit { core.close() }

    /// Whether this machine has a graphics card with outputs that we may open.
    package static var isPossible: Bool {
        DRMCard.paths.contains { path in (try? DRMCard(path: path)) != nil }
    }
}
