/// Turns screens into pixels.
///
/// Use it from one thread, always the same: the first drawing on a thread loads the fonts (about 10 ms), later ones reuse them.
package struct ScreenRenderer: Sendable {
    package var strings: Strings

    package init(strings: Strings = .english) {
        self.strings = strings
    }

    /// Draws over every pixel, or, for `.interrupted`, dims the ones that are there.
    ///
    /// - Parameters:
    ///   - pixels: BGRA, 4 bytes a pixel, first row first; alpha becomes 255 where something opaque is drawn.
    ///   - width: pixels, 1…16384; `height` likewise.
    ///   - bytesPerRow: at least 4 × `width`, a multiple of 4; bytes beyond the row's pixels are left alone.
    /// - Returns: where each thing was drawn.
    @discardableResult
    package func draw(
        _ screen: Screen,
        into pixels: inout MutableSpan<UInt8>,
        width: Int,
        height: Int,
        bytesPerRow: Int
    ) throws(CanvasError) -> DrawnScreen {
        try unsafe pixels.withUnsafeMutableBytes { (memory) throws(CanvasError) -> DrawnScreen in
            let canvas = try unsafe Canvas(memory, width: width, height: height, bytesPerRow: bytesPerRow)
            var painter = Painter(canvas, strings: strings)
            painter.paint(screen)
            try painter.canvas.check()
            return painter.drawn
        }
    }
}

extension Painter {
    fileprivate mutating func paint(_ screen: Screen) {
        switch screen {
        case .starting(let message): starting(message)
        case .code(let code): codeScreen(code)
        case .connecting(let name): message(title: strings.connectingTitle(name), text: strings.connectingText)
        case .interrupted(let name): interrupted(name)
        case .message(let title, let text): message(title: title, text: text)
        case .problem(let problem): self.problem(problem)
        case .status(let status): statusPage(status)
        }
    }
}
