package import DisplayContract
import Wire

/// A screen in memory: for boxes without one, for tests, and for measuring everything but the display.
package final class HeadlessDisplay: ThreadedDisplay {
    private let memory: DisplayCore<MemoryBuffer>
    package var core: any DisplayOutput { memory }
    package let thread: DedicatedThread

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
        memory = core
        thread = try DedicatedThread(name: "display") { HeadlessWorker(core, signal).run() }
    }

    deinit { memory.close() }

    /// Another mode, as if the screen had been told to switch; plugs it in if it was unplugged.
    package func setMode(_ mode: DisplayMode) {
        memory.plug(mode) { MemoryBuffer(mode: $0) }
        memory.rouse()
    }

    /// The cable is pulled. `setMode` puts it back.
    package func unplug() {
        memory.unplug(
            reason: "The headless display was unplugged.",
            fault: "The headless display is unplugged. Plug it in again."
        )
        memory.rouse()
    }
}
