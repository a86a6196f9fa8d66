/// Turns screens into pixels.
///
/// Use it from one thread, always the same: the first drawing on a thread loads the fonts (about 10 ms), later ones reuse them.
package struct ScreenRenderer: Sendable {
    package var strings: Strings
    package var look: Look
    package var placement: Placement

    package init(strings: Strings = .english, look: Look = Look(), placement: Placement = Placement()) {
        self.strings = strings
        self.look = look
        self.placement = placement
    }

    /// Draws over every pixel, or, for screens that keep the last frame, over the ones that are there.
    ///
    /// - Parameters:
    ///   - pixels: BGRA, 4 bytes a pixel, first row first; alpha becomes 255 where something opaque is drawn.
    ///   - width: pixels, 1…16384; `height` likewise.
    ///   - bytesPerRow: at least 4 × `width`, a multiple of 4; bytes beyond the row's pixels are left alone.
    ///   - shift: moves everything but the background.
    /// - Returns: where each thing was drawn, on the upright screen.
    @discardableResult
    package func draw(
        _ screen: Screen,
        into pixels: inout MutableSpan<UInt8>,
        width: Int,
        height: Int,
        bytesPerRow: Int,
        shift: Shift = .none
    ) throws(CanvasError) -> DrawnScreen {
        try unsafe pixels.withUnsafeMutableBytes { (memory) throws(CanvasError) -> DrawnScreen in
            let canvas = try unsafe Canvas(
                memory,
                width: width,
                height: height,
                bytesPerRow: bytesPerRow,
                placement: placement,
                language: strings.tag
            )
            var painter = Painter(canvas, strings: strings, look: look, shift: shift)
            painter.paint(screen)
            try painter.canvas.check()
            return painter.drawn
        }
    }
}

extension ScreenRenderer {
    /// Draws each badge into memory of its own, to be laid over a picture.
    ///
    /// - Parameters:
    ///   - width: of the display, in pixels, 1…16384; `height` likewise.
    ///   - screen: what the display is a part of, if it is; its width and height. A quarter of a screen is read from as far away.
    package func draw(
        _ badges: [Badge],
        width: Int,
        height: Int,
        partOf screen: (width: Int, height: Int)? = nil
    ) throws(CanvasError) -> [BadgePicture] {
        guard (1...16384).contains(width), (1...16384).contains(height) else {
            throw .badGeometry(width: width, height: height, bytesPerRow: width, bytes: 0)
        }
        return try BadgePainter(self, width: width, height: height, partOf: screen).pictures(of: badges)
    }
}

extension Painter {
    fileprivate mutating func paint(_ screen: Screen) {
        switch screen {
        case .starting(let message): starting(message)
        case .code(let code): codeScreen(code)
        case .noNetwork(let network): noNetwork(network)
        case .connecting(let name):
            message(title: strings.connectingTitle(Bidi.isolated(name)), text: strings.connectingText)
        case .interrupted(let name):
            card(title: strings.interruptedTitle, text: strings.interruptedText(Bidi.isolated(name)), dims: true)
        case .paused(let name):
            card(title: strings.pausedTitle, text: strings.pausedText(Bidi.isolated(name)), dims: false)
        case .ended(let name, let reminder):
            let name = Bidi.isolated(name)
            message(title: strings.endedTitle(name), text: strings.endedText(name), reminder)
        case .announcement(let words, let reminder): announcement(words, reminder)
        case .problem(let problem): self.problem(problem)
        case .status(let status): statusPage(status)
        }
    }
}
