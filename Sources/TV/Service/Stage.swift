package import DisplayContract
package import Kiosk
import Synchronization

/// What is on the display when it is not somebody's picture: screens, drawn on a thread of their own, because fonts take
/// milliseconds that packets must not wait for.
package final class Stage: Sendable {
    private struct State {
        /// `nil` while a projection has the display.
        var screen: Screen?
        var isStopped = false
        var tokens = PresentationTokens()
    }

    private final class Core: Sendable {
        let display: any DisplayOutput
        let renderer: ScreenRenderer
        let state = Mutex(State())
        let signal = ThreadSignal()

        init(display: any DisplayOutput, renderer: ScreenRenderer) {
            self.display = display
            self.renderer = renderer
        }
    }

    private let core: Core
    private let thread: DedicatedThread
    private let observation: DisplayObservation

    package init(display: any DisplayOutput, renderer: ScreenRenderer = ScreenRenderer()) throws(SystemResourceError) {
        let core = Core(display: display, renderer: renderer)
        self.core = core
        observation = display.observe { event in
            switch event {
            case .plugged, .modeChanged: core.signal.signal()
            case .presented, .superseded, .unplugged, .closeRequested: break
            }
        }
        thread = try DedicatedThread(name: "stage") { core.run() }
    }

    package var display: any DisplayOutput { core.display }

    /// Draws a screen, now and whenever the display comes back or changes its size.
    package func show(_ screen: Screen) {
        core.state.withLock { $0.screen = screen }
        core.signal.signal()
    }

    /// Leaves the display to a projection: nothing is drawn after this returns.
    package func leaveToProjection() {
        core.state.withLock { $0.screen = nil }
    }

    /// What is on the screen as PNG; `nil` while there is no screen. Copies and compresses: not for an event loop.
    package func snapshotPNG() throws(CanvasError) -> [UInt8]? {
        guard let image = core.display.snapshot() else { return nil }
        return try PNGEncoder.encode(image.pixels.span, width: image.width, height: image.height, bytesPerRow: image.width * 4)
    }

    /// Ends the drawing thread. The display stays open.
    package func stop() {
        core.state.withLock { $0.isStopped = true }
        core.signal.signal()
        observation.cancel()
        thread.join()
    }
}

extension Stage.Core {
    fileprivate func run() {
        while true {
            signal.wait()
            let (screen, isStopped) = state.withLock { ($0.screen, $0.isStopped) }
            if isStopped { return }
            if let screen { draw(screen) }
        }
    }

    private func draw(_ screen: Screen) {
        // An interrupted projection is drawn over its last picture, which is what the display shows now.
        var background: PixelImage?
        if case .interrupted = screen { background = display.snapshot() }
        guard var lease = display.lease() else { return }
        let (width, height, bytesPerRow) = (lease.width, lease.height, lease.bytesPerRow)
        let drawn = lease.withPixels { pixels in
            if let background, background.width == width, background.height == height {
                background.copy(into: &pixels, bytesPerRow: bytesPerRow)
            }
            return (try? renderer.draw(screen, into: &pixels, width: width, height: height, bytesPerRow: bytesPerRow)) != nil
        }
        guard drawn else { return }
        // Checked and presented as one, so that a screen never covers the projection that has begun meanwhile; `present`
        // returns at once and calls nobody back.
        var finished: FrameLease? = consume lease
        state.withLock { state in
            guard state.screen == screen, let lease = finished.take() else { return }
            display.present(lease, token: state.tokens.next())
        }
    }
}

extension PixelImage {
    /// Writes the picture into a buffer of the same size.
    fileprivate func copy(into buffer: inout MutableSpan<UInt8>, bytesPerRow: Int) {
        for row in 0..<height {
            for byte in 0..<(width * 4) { buffer[row * bytesPerRow + byte] = pixels[row * width * 4 + byte] }
        }
    }
}
