package import DisplayContract
package import Kiosk
package import Media
import Synchronization

/// What is on the display when it is not somebody's picture: screens, drawn on a thread of their own, because fonts take
/// milliseconds that packets must not wait for.
package final class Stage: Sendable {
    fileprivate struct State {
        /// `nil` while a projection has the display.
        var screen: Screen?
        /// Over the screen.
        var badges: [Badge] = []
        var renderer: ScreenRenderer
        /// Counts the renderers.
        var generation: UInt64 = 0
        /// Counts on, so that nothing burns in.
        var shiftStep = 0
        /// Black, whatever the screen is.
        var isDark = false
        var isStopped = false
        /// What is laid over the pictures of projections, by the numbers of their sessions.
        var overlays: [UInt64: Overlay] = [:]
        var tokens = PresentationTokens()
        /// Handed to the display last, and not yet reported.
        var presenting: (token: UInt64, screen: Screen)?
    }

    fileprivate struct Overlay: Sendable {
        var badges: [Badge]
        /// What the projection is shown on: the display, or a part of it.
        var target: any DisplayOutput
        /// Whether it is a part of the screen.
        var isPart: Bool
        var observation: DisplayObservation
        var deliver: @Sendable (PictureOverlay?) -> Void
        /// What was delivered last: for these badges, this size and this look.
        var delivered: (badges: [Badge], mode: DisplayMode?, generation: UInt64)?
    }

    fileprivate final class Core: Sendable {
        let display: any DisplayOutput
        let state: Mutex<State>
        let signal = ThreadSignal()
        let onPresented: (@Sendable (Screen) -> Void)?

        init(display: any DisplayOutput, renderer: ScreenRenderer, onPresented: (@Sendable (Screen) -> Void)?) {
            self.display = display
            state = Mutex(State(renderer: renderer))
            self.onPresented = onPresented
        }

        func presented(_ token: UInt64) {
            guard let onPresented else { return }
            let screen = state.withLock { state -> Screen? in
                guard let presenting = state.presenting, presenting.token == token else { return nil }
                state.presenting = nil
                return presenting.screen
            }
            if let screen { onPresented(screen) }
        }
    }

    private let core: Core
    private let thread: DedicatedThread
    private let observation: DisplayObservation

    /// - Parameter onPresented: told, on the display's thread, of each screen that has reached the display.
    package init(
        display: any DisplayOutput,
        renderer: ScreenRenderer = ScreenRenderer(),
        onPresented: (@Sendable (Screen) -> Void)? = nil
    ) throws(SystemResourceError) {
        let core = Core(display: display, renderer: renderer, onPresented: onPresented)
        self.core = core
        observation = display.observe { event in
            switch event {
            case .plugged, .modeChanged: core.signal.signal()
            case .presented(let token, _): core.presented(token)
            case .superseded, .unplugged, .closeRequested: break
            }
        }
        thread = try DedicatedThread(name: "stage") { core.run() }
    }

    package var display: any DisplayOutput { core.display }

    /// Draws a screen, now and whenever the display comes back or changes its size.
    package func show(_ screen: Screen, badges: [Badge] = []) {
        core.state.withLock { state in
            state.screen = screen
            state.badges = badges
        }
        core.signal.signal()
    }

    /// Draws the present screen again, and all that follow, in this language and look, placed like this.
    package func use(_ renderer: ScreenRenderer) {
        core.state.withLock { state in
            state.renderer = renderer
            state.generation &+= 1
        }
        core.signal.signal()
    }

    /// Moves what stands still by a hair, to be called by the minute: a picture that never moves burns into some screens.
    package func shift() {
        core.state.withLock { $0.shiftStep &+= 1 }
        core.signal.signal()
    }

    /// Puts the display to sleep, or wakes it; one that cannot sleep shows black. A projection's pictures are not for this.
    package func setDark(_ isDark: Bool) {
        core.state.withLock { $0.isDark = isDark }
        core.signal.signal()
        core.display.setPower(isOn: !isDark)
    }

    /// Lays badges over a projection's picture; `deliver` is called on the drawing thread, now and whenever they look different.
    ///
    /// - Parameters:
    ///   - number: the session's.
    ///   - target: what it is shown on: the display, or a part of it, which then keeps no margin.
    package func lay(
        _ badges: [Badge],
        over number: UInt64,
        on target: any DisplayOutput,
        deliver: @escaping @Sendable (PictureOverlay?) -> Void
    ) {
        core.state.withLock { state in
            if var overlay = state.overlays[number], overlay.target === target {
                overlay.badges = badges
                state.overlays[number] = overlay
                return
            }
            let observation = target.observe { [core] event in
                switch event {
                case .plugged, .modeChanged: core.signal.signal()
                case .presented, .superseded, .unplugged, .closeRequested: break
                }
            }
            state.overlays[number] = Overlay(
                badges: badges,
                target: target,
                isPart: target !== core.display,
                observation: observation,
                deliver: deliver
            )
        }
        core.signal.signal()
    }

    /// Lays nothing over that projection any more.
    package func uncover(_ number: UInt64) {
        let overlay = core.state.withLock { $0.overlays.removeValue(forKey: number) }
        overlay?.deliver(nil)
    }

    /// Leaves the display to a projection: nothing is drawn after this returns.
    package func leaveToProjection() {
        core.state.withLock { $0.screen = nil }
        core.signal.signal()
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
        // The last picture of an interrupted projection, from before anything was drawn over it.
        var background: PixelImage?
        while true {
            signal.wait()
            let (screen, isDark, isStopped) = state.withLock { ($0.screen, $0.isDark, $0.isStopped) }
            if isStopped { return }
            drawOverlays()
            guard let screen else {
                background = nil
                continue
            }
            if isDark {
                darken()
                continue
            }
            if screen.keepsLastFrame { background = background ?? display.snapshot() } else { background = nil }
            draw(screen, over: background)
        }
    }

    private func darken() {
        guard var lease = display.lease(), lease.write(PixelImage(width: lease.width, height: lease.height)) else { return }
        var finished: FrameLease? = consume lease
        state.withLock { state in
            guard state.isDark, state.screen != nil, let lease = finished.take() else { return }
            display.present(lease, token: state.tokens.next())
        }
    }

    private func drawOverlays() {
        let (overlays, renderer, generation) = state.withLock { ($0.overlays, $0.renderer, $0.generation) }
        for (number, overlay) in overlays {
            let mode = overlay.target.mode
            if let last = overlay.delivered, last == (overlay.badges, mode, generation) { continue }
            var renderer = renderer
            if overlay.isPart { renderer.placement.marginPercent = 0 }
            let whole = overlay.isPart ? display.mode : nil
            let drawn = mode.flatMap { overlayPicture(overlay.badges, on: $0, renderer, partOf: whole) }
            // Delivered under the lock, so that what was taken away meanwhile does not come back; it calls nobody back.
            state.withLock { state in
                guard state.overlays[number]?.badges == overlay.badges, state.overlays[number]?.target === overlay.target
                else { return }
                state.overlays[number]?.delivered = (overlay.badges, mode, generation)
                overlay.deliver(drawn)
            }
        }
    }

    private func overlayPicture(
        _ badges: [Badge],
        on mode: DisplayMode,
        _ renderer: ScreenRenderer,
        partOf screen: DisplayMode? = nil
    ) -> PictureOverlay? {
        guard !badges.isEmpty,
            let pictures = try? renderer.draw(
                badges,
                width: mode.width,
                height: mode.height,
                partOf: screen.map { ($0.width, $0.height) }
            )
        else { return nil }
        let patches = pictures.compactMap { picture in
            PixelImage(width: picture.width, height: picture.height, pixels: picture.pixels)
                .map { PictureOverlay.Patch(x: picture.x, y: picture.y, image: $0) }
        }
        return PictureOverlay(width: mode.width, height: mode.height, patches: patches)
    }

    private func draw(_ screen: Screen, over background: PixelImage?) {
        guard var lease = display.lease() else { return }
        guard
            lease.isReadingSlow
                ? drawAside(screen, over: background, into: &lease) : drawInPlace(screen, over: background, into: &lease)
        else { return }
        let (badges, renderer) = state.withLock { ($0.badges, $0.renderer) }
        if !badges.isEmpty {
            let mode = DisplayMode(width: lease.width, height: lease.height, refreshHz: 0)
            overlayPicture(badges, on: mode, renderer)?.lay(over: &lease)
        }
        // Checked and presented as one, so that a screen never covers the projection that has begun meanwhile; `present`
        // returns at once and calls nobody back.
        var finished: FrameLease? = consume lease
        state.withLock { state in
            guard state.screen == screen, !state.isDark, let lease = finished.take() else { return }
            let token = state.tokens.next()
            state.presenting = (token, screen)
            display.present(lease, token: token)
        }
    }

    private func drawInPlace(_ screen: Screen, over background: PixelImage?, into lease: inout FrameLease) -> Bool {
        let (width, height, bytesPerRow) = (lease.width, lease.height, lease.bytesPerRow)
        if let background, !lease.write(background) { blacken(&lease) }
        return lease.withPixels { draw(screen, into: &$0, width: width, height: height, bytesPerRow: bytesPerRow) }
    }

    /// Text is blended with what lies under it, which takes ages where reading is slow: drawn elsewhere, then copied.
    private func drawAside(_ screen: Screen, over background: PixelImage?, into lease: inout FrameLease) -> Bool {
        let (width, height) = (lease.width, lease.height)
        let fits = background?.width == width && background?.height == height
        var image = background.flatMap { fits ? $0 : nil } ?? PixelImage(width: width, height: height)
        let drawn = image.withPixels { draw(screen, into: &$0, width: width, height: height, bytesPerRow: width * 4) }
        return drawn && lease.write(image)
    }

    private func draw(
        _ screen: Screen,
        into pixels: inout MutableSpan<UInt8>,
        width: Int,
        height: Int,
        bytesPerRow: Int
    ) -> Bool {
        let (renderer, step) = state.withLock { ($0.renderer, $0.shiftStep) }
        let shift = Shift.at(step: step, width: width, height: height)
        do {
            try renderer.draw(screen, into: &pixels, width: width, height: height, bytesPerRow: bytesPerRow, shift: shift)
            return true
        } catch {
            return false
        }
    }

    /// The mode has changed since the last frame: what the buffer holds is anything.
    private func blacken(_ lease: inout FrameLease) {
        _ = lease.write(PixelImage(width: lease.width, height: lease.height))
    }
}
