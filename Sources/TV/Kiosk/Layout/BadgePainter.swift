/// Draws badges, each into memory of its own that is laid over a picture.
struct BadgePainter {
    private enum Place {
        case top, middle, lowerLeft, lowerRight
    }

    private struct Line {
        var text: String
        var style: TextStyle
        var maximumLines = 1
    }

    let renderer: ScreenRenderer
    /// Of the display, in pixels.
    let width: Int
    let height: Int
    private let screen: (width: Int, height: Int)?
    private let theme: Theme

    init(_ renderer: ScreenRenderer, width: Int, height: Int, partOf screen: (width: Int, height: Int)? = nil) {
        self.renderer = renderer
        self.screen = screen
        self.width = width
        self.height = height
        theme = Theme(renderer.look)
    }

    func pictures(of badges: [Badge]) throws(CanvasError) -> [BadgePicture] {
        var pictures: [BadgePicture] = []
        for badge in badges { if let picture = try picture(of: badge) { pictures.append(picture) } }
        return pictures
    }

    private func picture(of badge: Badge) throws(CanvasError) -> BadgePicture? {
        let area = renderer.placement.area(width: width, height: height)
        let isOnItsSide = renderer.placement.turns % 2 == 1
        let screen = Box(
            x: 0,
            y: 0,
            width: isOnItsSide ? area.height : area.width,
            height: isOnItsSide ? area.width : area.height
        )
        guard screen.width >= 1, screen.height >= 1 else { return nil }
        let metrics = Metrics(screen)
        let (lines, place, accent) = content(of: badge, metrics)
        let padding = 1.8 * metrics.unit
        let bar = max(2, 0.6 * metrics.unit)
        let widest = max(1, metrics.content.width - 2 * padding - bar)
        // Measured first, on a canvas of one pixel, then drawn into just as much memory as it takes.
        var size = (width: 0.0, height: 0.0)
        try withCanvas(width: 1, height: 1, turns: 0) { canvas in
            for line in lines {
                guard let layout = canvas.layout(line.text, line.style, in: frame(line, canvas, widest)) else { continue }
                size.width = max(size.width, layout.logical.width)
                size.height += layout.logical.height
            }
        }
        let box = self.box(
            width: min((size.width + 2 * padding + bar).rounded(.up), screen.width),
            height: min((size.height + 1.4 * padding).rounded(.up), screen.height),
            at: place,
            metrics
        )
        guard box.width >= 1, box.height >= 1 else { return nil }
        let pixels = try withCanvas(width: Int(box.width), height: Int(box.height), turns: renderer.placement.turns) { canvas in
            canvas.fill(theme.surface)
            canvas.fill(Box(x: 0, y: 0, width: bar, height: box.height), accent)
            var y = 0.7 * padding
            for line in lines {
                guard let layout = canvas.layout(line.text, line.style, in: frame(line, canvas, widest)) else { continue }
                canvas.draw(layout, x: bar + padding, y: y)
                y += layout.logical.height
            }
        }
        return placed(box, pixels, area, isOnItsSide)
    }

    private func frame(_ line: Line, _ canvas: borrowing Canvas, _ widest: Double) -> TextFrame {
        let natural = canvas.layout(line.text, line.style)?.logical.width ?? widest
        // A hair more than exact, or rounding leaves an ellipsis.
        return TextFrame(width: min(widest, natural + 2), maximumLines: line.maximumLines, minimumScale: 0.7)
    }

    private func content(of badge: Badge, _ metrics: Metrics) -> ([Line], Place, Color) {
        let strings = renderer.strings
        let title = metrics.type(3.4 * enlargement(metrics), theme.text, bold: true)
        // Read from the back row, by whoever is to answer.
        let question = metrics.type(4.5, theme.text, bold: true)
        let body = metrics.type(3, theme.secondary)
        switch badge {
        case .presenter(let name):
            return ([Line(text: strings.presenting(Bidi.isolated(name)), style: title)], .lowerLeft, theme.accent)
        case .code(let code):
            let style = metrics.type(3.4, theme.text, bold: true, face: .mono)
            return ([Line(text: CodeGroups.of(code).joined(separator: " "), style: style)], .lowerRight, theme.accent)
        case .question(let newcomer, let presenter):
            return (
                [
                    Line(text: strings.askTitle(Bidi.isolated(newcomer)), style: question),
                    Line(text: strings.askText(Bidi.isolated(presenter)), style: body),
                    Line(text: strings.askKeys, style: metrics.type(3, theme.accent, bold: true)),
                ], .top, theme.caution
            )
        case .announcement(let words):
            return (
                [
                    Line(text: strings.messageLabel, style: metrics.type(2.4, theme.accent)),
                    Line(text: Bidi.isolated(words), style: question, maximumLines: 3),
                ], .top, theme.accent
            )
        case .interrupted: return ([Line(text: strings.interruptedTitle, style: title)], .middle, theme.caution)
        case .paused: return ([Line(text: strings.pausedTitle, style: title)], .middle, theme.accent)
        }
    }

    /// Of type on a part of a screen: nearly what it is on the whole.
    private func enlargement(_ metrics: Metrics) -> Double {
        guard let screen else { return 1 }
        let isOnItsSide = renderer.placement.turns % 2 == 1
        let (width, height) = isOnItsSide ? (screen.height, screen.width) : screen
        let whole = Metrics(Box(x: 0, y: 0, width: Double(width), height: Double(height)))
        return max(1, min(1.65, whole.unit / metrics.unit))
    }

    /// On the upright screen.
    private func box(width: Double, height: Double, at place: Place, _ metrics: Metrics) -> Box {
        let screen = metrics.bounds
        let margin = 2.5 * metrics.unit
        let (x, y) =
            switch place {
            case .top: ((screen.width - width) / 2, margin)
            case .middle: ((screen.width - width) / 2, (screen.height - height) / 2)
            case .lowerLeft: (margin, screen.height - margin - height)
            // Beside the presenter's name there is no room on an upright screen.
            case .lowerRight:
                (screen.width - margin - width, screen.height - margin - height - (metrics.isPortrait ? height + 2 * margin : 0))
            }
        return Box(x: max(0, x.rounded()), y: max(0, y.rounded()), width: width, height: height)
    }

    /// From the upright screen onto the display as it hangs.
    private func placed(_ box: Box, _ pixels: [UInt8], _ area: Box, _ isOnItsSide: Bool) -> BadgePicture {
        let (x, y) =
            switch renderer.placement.turns {
            case 1: (area.right - box.bottom, area.y + box.x)
            case 2: (area.right - box.right, area.bottom - box.bottom)
            case 3: (area.x + box.y, area.bottom - box.right)
            default: (area.x + box.x, area.y + box.y)
            }
        return BadgePicture(
            x: Int(x),
            y: Int(y),
            width: Int(isOnItsSide ? box.height : box.width),
            height: Int(isOnItsSide ? box.width : box.height),
            pixels: pixels
        )
    }

    /// - Parameters:
    ///   - width: of what is drawn upright; `height` likewise.
    @discardableResult
    private func withCanvas(
        width: Int,
        height: Int,
        turns: Int,
        _ body: (borrowing Canvas) -> Void
    ) throws(CanvasError) -> [UInt8] {
        let (across, down) = turns % 2 == 1 ? (height, width) : (width, height)
        var pixels = [UInt8](repeating: 0, count: across * down * 4)
        var span = pixels.mutableSpan
        try unsafe span.withUnsafeMutableBytes { (memory) throws(CanvasError) -> Void in
            let canvas = try unsafe Canvas(
                memory,
                width: across,
                height: down,
                bytesPerRow: across * 4,
                placement: Placement(quarterTurns: turns),
                language: renderer.strings.tag
            )
            body(canvas)
            try canvas.check()
        }
        return pixels
    }
}
