package import DisplayContract
import Synchronization
import Wire

/// Several streams on one screen, each in a cell that is a display to it.
///
/// A stream scales and converts into its own cell's memory, on its own thread, so it costs what its cell's pixels cost. One
/// thread here copies the cells that have changed into the display's next buffer, at the display's pace.
package final class PictureGrid: Sendable {
    private let core: GridCore
    private let thread: DedicatedThread

    package init(display: any DisplayOutput, viewport: Viewport = Viewport()) throws(SystemResourceError) {
        let core = GridCore(display: display, viewport: viewport)
        self.core = core
        core.start()
        thread = try DedicatedThread(name: "grid") { core.run() }
    }

    deinit { core.stop() }

    /// Gives each of these streams its cell, a display that the stream is to be shown on; the first four count. A stream keeps
    /// its display for as long as it has a cell, wherever that is.
    package func arrange(_ streams: [UInt64]) -> [UInt64: any DisplayOutput] { core.arrange(streams) }

    /// Ends the grid and waits for its thread. What it showed last stays on the display.
    package func stop() {
        core.stop()
        thread.join()
    }
}
