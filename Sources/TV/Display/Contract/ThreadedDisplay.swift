/// A display that is a `DisplayCore` and one thread that moves its frames to the screen: what the back ends have in common.
package protocol ThreadedDisplay: DisplayOutput {
    /// Its `DisplayCore`, whatever that keeps frames in.
    var core: any DisplayOutput { get }
    var thread: DedicatedThread { get }
}

extension ThreadedDisplay {
    package var mode: DisplayMode? { core.mode }

    package func lease() -> FrameLease? { core.lease() }

    package func lease(for letterbox: Letterbox) -> FrameLease? { core.lease(for: letterbox) }

    package func present(_ lease: consuming FrameLease, token: UInt64) { core.present(lease, token: token) }

    package func observe(_ handler: @escaping @Sendable (DisplayEvent) -> Void) -> DisplayObservation {
        core.observe(handler)
    }

    package func snapshot() -> PixelImage? { core.snapshot() }

    package func setPower(isOn: Bool) { core.setPower(isOn: isOn) }

    package var status: DisplayStatus { core.status }

    package func ping(_ answer: @escaping @Sendable () -> Void) { core.ping(answer) }

    package func close() {
        core.close()
        thread.join()
    }
}
