/// The screens that are mostly a sentence.
extension Painter {
    mutating func starting(_ message: String) {
        let metrics = Metrics(canvas.bounds)
        canvas.fill(Theme.background)
        let height = 11 * metrics.unit
        let middle = canvas.bounds.middle - 4 * metrics.unit
        let name = metrics.type(8, Theme.text, bold: true)
        guard let layout = canvas.layout("Diascope", name) else { return }
        let gap = 3.2 * metrics.unit
        let left = (canvas.bounds.width - height * 1.25 - gap - layout.logical.width) / 2
        let width = mark(x: left, middle: middle, height: height)
        place(.title, layout, x: left + width + gap, y: middle - layout.logical.height / 2)
        guard !message.isEmpty else { return }
        text(
            .text,
            message,
            metrics.type(3.2, Theme.secondary),
            x: metrics.content.x,
            y: middle + 12 * metrics.unit,
            in: TextFrame(width: metrics.content.width, maximumLines: 2, alignment: .center)
        )
    }

    mutating func message(title: String, text words: String) {
        let metrics = Metrics(canvas.bounds)
        canvas.fill(Theme.background)
        let frame = TextFrame(width: metrics.content.width * 0.9, maximumLines: 2, alignment: .center)
        var body = frame
        body.maximumLines = 4
        guard let heading = canvas.layout(title, metrics.type(7, Theme.text, bold: true), in: frame),
            let sentence = canvas.layout(words, metrics.type(3.6, Theme.secondary), in: body)
        else { return }
        let gap = words.isEmpty ? 0 : 3.5 * metrics.unit
        let height = heading.logical.height + (words.isEmpty ? 0 : gap + sentence.logical.height)
        let x = metrics.content.x + metrics.content.width * 0.05
        let y = (canvas.bounds.height - height) / 2
        place(.title, heading, x: x, y: y)
        if !words.isEmpty { place(.text, sentence, x: x, y: y + heading.logical.height + gap) }
    }

    /// A card over the dimmed last frame, which is all that is left of the picture for now.
    mutating func interrupted(_ senderName: String) {
        let metrics = Metrics(canvas.bounds)
        let unit = metrics.unit
        canvas.fill(Theme.dim)
        let title = metrics.type(5.6, Theme.text, bold: true)
        let body = metrics.type(3.2, Theme.secondary)
        let widest = metrics.content.width - 8 * unit
        let words = strings.interruptedText(senderName)
        let natural = canvas.layout(words, body)?.logical.width ?? widest
        let width = min(widest, max(natural + 2, 44 * unit))
        let frame = TextFrame(width: width, alignment: .center, minimumScale: 0.7)
        guard let heading = canvas.layout(strings.interruptedTitle, title, in: frame),
            let sentence = canvas.layout(words, body, in: frame)
        else { return }
        let barHeight = 0.7 * unit
        let height = 4.4 * unit + barHeight + 2 * unit + heading.logical.height + unit + sentence.logical.height + 4 * unit
        let card = Box(
            x: (canvas.bounds.width - width) / 2 - 4 * unit,
            y: (canvas.bounds.height - height) / 2,
            width: width + 8 * unit,
            height: height
        )
        canvas.fill(card, Theme.surface, radius: 3 * unit)
        canvas.stroke(card, Theme.line, radius: 3 * unit, thickness: max(1, 0.16 * unit))
        let bar = Box(x: canvas.bounds.width / 2 - 4 * unit, y: card.y + 4.4 * unit, width: 8 * unit, height: barHeight)
        canvas.fill(bar, Theme.caution, radius: barHeight / 2)
        let x = card.x + 4 * unit
        place(.title, heading, x: x, y: bar.bottom + 2 * unit)
        place(.text, sentence, x: x, y: bar.bottom + 3 * unit + heading.logical.height)
    }

    mutating func problem(_ screen: ProblemScreen) {
        let metrics = Metrics(canvas.bounds)
        let unit = metrics.unit
        let content = metrics.content
        canvas.fill(Theme.background)
        let x = content.x + 4 * unit
        let width = content.right - x
        func frame(_ lines: Int) -> TextFrame { TextFrame(width: width, maximumLines: lines) }
        guard
            let title = canvas.layout(
                strings.problemTitle(screen.subject),
                metrics.type(metrics.arrangement == .wide ? 6.4 : 5, Theme.text, bold: true),
                in: frame(2)
            ),
            let what = canvas.layout(screen.what, metrics.type(metrics.arrangement == .wide ? 4 : 3.4, Theme.text), in: frame(5)),
            let label = canvas.layout(strings.problemFixLabel, metrics.type(2.7, Theme.accent, tracking: 0.06), in: frame(1)),
            let fix = canvas.layout(screen.fix, metrics.type(metrics.arrangement == .wide ? 4 : 3.4, Theme.text), in: frame(5)),
            let location = canvas.layout(
                words(for: screen.location),
                metrics.type(3.3, Theme.caution, face: .mono),
                in: TextFrame(width: width, ellipsis: .middle, minimumScale: 0.6)
            )
        else { return }
        let locationHeight = screen.location == nil ? 0 : location.logical.height + 2.4 * unit
        let fixHeight = screen.fix.isEmpty ? 0 : 4.5 * unit + label.logical.height + 1.2 * unit + fix.logical.height
        let height = title.logical.height + 3.5 * unit + locationHeight + what.logical.height + fixHeight
        var y = max(content.y, (canvas.bounds.height - height) / 2)
        canvas.fill(
            Box(x: x - 4 * unit, y: y, width: 0.8 * unit, height: min(height, content.bottom - y)),
            Theme.caution,
            radius: 0.4 * unit
        )
        place(.title, title, x: x, y: y)
        y += title.logical.height + 3.5 * unit
        if screen.location != nil {
            place(.location, location, x: x, y: y)
            y += locationHeight
        }
        place(.text, what, x: x, y: y)
        y += what.logical.height + 4.5 * unit
        guard !screen.fix.isEmpty else { return }
        place(.label, label, x: x, y: y)
        place(.text, fix, x: x, y: y + label.logical.height + 1.2 * unit)
    }

    private func words(for location: ProblemScreen.Location?) -> String {
        guard let location else { return " " }
        guard let line = location.line else { return location.file }
        return "\(location.file), \(strings.problemLine(line))"
    }
}
