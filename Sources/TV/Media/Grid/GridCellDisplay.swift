import DisplayContract
import Synchronization

/// A part of the screen as a display of its own: a stream that is shown on it draws at the size of its cell, on its own thread.
final class GridCellDisplay: DisplayOutput {
    let core: DisplayCore<MemoryBuffer>

    init(wake: @escaping @Sendable () -> Void) {
        core = DisplayCore(backend: "grid", connector: "", frontRule: .untilNextIsPresented, fault: nil, wake: wake)
    }

    /// Takes another size; says whether it is another.
    func resize(to place: PixelRectangle, refreshHz: Double) -> Bool {
        core.plug(DisplayMode(width: place.width, height: place.height, refreshHz: refreshHz)) { MemoryBuffer(mode: $0) }
    }

    var mode: DisplayMode? { core.mode }
    var status: DisplayStatus { core.status }

    func lease() -> FrameLease? { core.lease() }
    func present(_ lease: consuming FrameLease, token: UInt64) { core.present(lease, token: token) }
    func observe(_ handler: @escaping @Sendable (DisplayEvent) -> Void) -> DisplayObservation { core.observers.add(handler) }
    func snapshot() -> PixelImage? { core.snapshot() }
    func setPower(isOn: Bool) {}
    func ping(_ answer: @escaping @Sendable () -> Void) { core.ping(answer) }
    /// The grid ends it.
    func close() {}
}
