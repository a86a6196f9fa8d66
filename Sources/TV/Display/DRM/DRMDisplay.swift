package import DisplayContract

/// A TV on the kernel's own display interface (KMS): no X server, no desktop.
///
/// A screen that is not there yet, or lost, is looked for at every announcement of the kernel and once every retry
/// interval, for ever.
package final class DRMDisplay: DisplayOutput {
    private let core: DisplayCore<DRMBuffer>
    private let thread: DedicatedThread

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

    deinit { core.stop() }

    /// Whether this machine has a graphics card with outputs that we may open.
    package static var isPossible: Bool {
        DRMCard.paths.contains { path in (try? DRMCard(path: path)) != nil }
    }

    package var mode: DisplayMode? { core.mode }

    package func lease() -> FrameLease? { core.lease() }

    package func lease(for letterbox: Letterbox) -> FrameLease? { core.lease(for: letterbox) }

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
