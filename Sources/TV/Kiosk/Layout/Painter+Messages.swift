/// The screens that are mostly a sentence.
extension Painter {
    mutating func starting(_ message: String) {
        let metrics = Metrics(canvas.bounds)
        fillBackground()
        let height = 11 * metrics.unit
        let middle = canvas.bounds.middle - 4 * metrics.unit
        if let logo = look.logo {
            let widest = metrics.content.width * 0.6
            let scale = min(height * 1.6 / Double(logo.height), widest / Double(logo.width))
            let (width, height) = (Double(logo.width) * scale, Double(logo.height) * scale)
            let box = Box(x: (canvas.bounds.width - width) / 2, y: middle - height / 2, width: width, height: height)
            canvas.draw(logo, in: box)
            note(.title, box)
            return startingMessage(message, middle + 12 * metrics.unit, metrics)
        }
        let name = metrics.type(8, theme.text, bold: true)
        guard let layout = canvas.layout("Diascope", name) else { return }
        let gap = 3.2 * metrics.unit
        let left = (canvas.bounds.width - height * 1.25 - gap - layout.logical.width) / 2
        let width = mark(x: left, middle: middle, height: height)
        place(.title, layout, x: left + width + gap, y: middle - layout.logical.height / 2)
        startingMessage(message, middle + 12 * metrics.unit, metrics)
    }

    private mutating func startingMessage(_ message: String, _ y: Double, _ metrics: Metrics) {
        guard !message.isEmpty else { return }
        text(
            .text,
            message,
            metrics.type(3.2, theme.secondary),
            x: metrics.content.x,
            y: y,
            in: TextFrame(width: metrics.content.width, maximumLines: 2, alignment: .center)
        )
    }

    mutating func message(title: String, text words: String, _ reminder: CodeReminder? = nil) {
        let metrics = Metrics(canvas.bounds)
        fillBackground()
        let bottom = reminder.map { self.reminder($0, metrics) } ?? canvas.bounds.height
        let frame = TextFrame(width: metrics.content.width * 0.9, maximumLines: 3, alignment: .center)
        var body = frame
        body.maximumLines = 4
        let style = metrics.type(metrics.isPortrait ? 5 : 7, theme.text, bold: true)
        guard let heading = canvas.layout(title, style, in: frame),
            let sentence = canvas.layout(words, metrics.type(3.6, theme.secondary), in: body)
        else { return }
        let gap = words.isEmpty ? 0 : 3.5 * metrics.unit
        let height = heading.logical.height + (words.isEmpty ? 0 : gap + sentence.logical.height)
        let x = metrics.content.x + metrics.content.width * 0.05
        let y = (bottom - height) / 2
        place(.title, heading, x: x, y: y)
        if !words.isEmpty { place(.text, sentence, x: x, y: y + heading.logical.height + gap) }
    }

    /// What the administrator says, in the largest of three sizes that shows all of it.
    mutating func announcement(_ words: String, _ reminder: CodeReminder?) {
        let metrics = Metrics(canvas.bounds)
        let unit = metrics.unit
        fillBackground()
        let bottom = reminder.map { self.reminder($0, metrics) } ?? metrics.content.bottom
        let width = metrics.content.width * 0.9
        let x = metrics.content.x + metrics.content.width * 0.05
        let labelHeight = 7 * unit
        for size in [7.0, 5, 3.6] {
            let style = metrics.type(size, theme.text, bold: size > 6)
            let room = bottom - metrics.content.y - labelHeight
            let lines = max(1, Int(room / (style.size * 1.5)))
            let frame = TextFrame(width: width, maximumLines: lines, alignment: .center)
            guard let layout = canvas.layout(Bidi.isolated(words), style, in: frame) else { return }
            if layout.isCutShort, size > 3.6 { continue }
            let top = metrics.content.y + max(0, (room - layout.logical.height) / 2)
            text(
                .label,
                strings.messageLabel,
                metrics.type(2.7, theme.accent, tracking: 0.06),
                x: x,
                y: top,
                in: TextFrame(width: width, alignment: .center)
            )
            place(.text, layout, x: x, y: top + labelHeight)
            return
        }
    }

    /// Code and address in one line at the bottom; gives back its top.
    private mutating func reminder(_ reminder: CodeReminder, _ metrics: Metrics) -> Double {
        let unit = metrics.unit
        let content = metrics.content
        let height = 9 * unit
        let top = content.bottom - height
        let middle = top + height * 0.55
        canvas.fill(
            Box(x: content.x, y: top.rounded(), width: content.width, height: max(1, (unit * 0.16).rounded())),
            theme.line
        )
        let code = CodeGroups.of(reminder.code).joined(separator: " ")
        let style = metrics.type(5, theme.text, bold: true, face: .mono)
        let box = text(.code, code, style, x: content.x, middle: middle, in: TextFrame(width: content.width, minimumScale: 0.5))
        guard let address = reminder.senderURL.flatMap(ShortAddress.of) else { return top }
        let left = box.right + 3 * unit
        let frame = TextFrame(width: max(1, content.right - left), ellipsis: .middle, minimumScale: 0.6)
        guard let layout = canvas.layout(address, metrics.type(3.2, theme.secondary), in: frame) else { return top }
        place(.address, layout, x: content.right - layout.logical.width, y: middle - layout.logical.height / 2)
        return top
    }

    mutating func noNetwork(_ screen: NetworkScreen) {
        let metrics = Metrics(canvas.bounds)
        let unit = metrics.unit
        let content = metrics.content
        fillBackground()
        header(screen.tvName, metrics)
        let width = content.width * 0.86
        guard
            let title = canvas.layout(
                strings.noNetworkTitle,
                metrics.type(7, theme.text, bold: true),
                in: TextFrame(width: width, maximumLines: 2)
            ),
            let words = canvas.layout(
                strings.noNetworkText,
                metrics.type(3.6, theme.secondary),
                in: TextFrame(width: width, maximumLines: 4)
            )
        else { return }
        let addresses = screen.addresses.isEmpty ? [strings.networkAddressMissing] : screen.addresses
        // More would not be read out over the telephone either.
        let rows =
            addresses.prefix(3).map { (strings.networkAddress, $0) }
            + screen.hardwareAddresses.prefix(3).map { (strings.networkHardware, $0) }
        let row = 6 * unit
        let height = title.logical.height + 3 * unit + words.logical.height + 5 * unit + Double(rows.count) * row
        let x = content.x + 4 * unit
        var y = max(content.y + metrics.headerHeight, (canvas.bounds.height - height) / 2)
        canvas.fill(Box(x: content.x, y: y, width: 0.8 * unit, height: height), theme.caution, radius: 0.4 * unit)
        place(.title, title, x: x, y: y)
        y += title.logical.height + 3 * unit
        place(.text, words, x: x, y: y)
        y += words.logical.height + 5 * unit
        let labels = metrics.type(3.2, theme.accent)
        let left = x + max(12 * unit, rows.map { canvas.layout($0.0, labels)?.logical.width ?? 0 }.max() ?? 0) + 3 * unit
        for (label, value) in rows {
            text(.label, label, labels, x: x, middle: y + row / 2)
            let frame = TextFrame(width: max(1, content.right - left), minimumScale: 0.5)
            text(.location, value, metrics.type(4, theme.text, face: .mono), x: left, middle: y + row / 2, in: frame)
            y += row
        }
    }

    /// A card over the last frame, which is all that is left of the picture for now.
    mutating func card(title heading: String, text words: String, dims: Bool) {
        let metrics = Metrics(canvas.bounds)
        let unit = metrics.unit
        if dims { canvas.fill(Theme.dim) }
        let title = metrics.type(5.6, theme.text, bold: true)
        let body = metrics.type(3.2, theme.secondary)
        let widest = metrics.content.width - 8 * unit
        let natural = canvas.layout(words, body)?.logical.width ?? widest
        let width = min(widest, max(natural + 2, 44 * unit))
        let frame = TextFrame(width: width, alignment: .center, minimumScale: 0.7)
        guard let heading = canvas.layout(heading, title, in: frame),
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
        canvas.fill(card, theme.surface, radius: 3 * unit)
        canvas.stroke(card, theme.line, radius: 3 * unit, thickness: max(1, 0.16 * unit))
        let bar = Box(x: canvas.bounds.width / 2 - 4 * unit, y: card.y + 4.4 * unit, width: 8 * unit, height: barHeight)
        canvas.fill(bar, dims ? theme.caution : theme.accent, radius: barHeight / 2)
        let x = card.x + 4 * unit
        place(.title, heading, x: x, y: bar.bottom + 2 * unit)
        place(.text, sentence, x: x, y: bar.bottom + 3 * unit + heading.logical.height)
    }

    mutating func problem(_ screen: ProblemScreen) {
        let metrics = Metrics(canvas.bounds)
        let unit = metrics.unit
        let content = metrics.content
        fillBackground()
        let x = content.x + 4 * unit
        let width = content.right - x
        func frame(_ lines: Int) -> TextFrame { TextFrame(width: width, maximumLines: lines) }
        guard
            let title = canvas.layout(
                strings.problemTitle(screen.subject),
                metrics.type(metrics.arrangement == .wide ? 6.4 : 5, theme.text, bold: true),
                in: frame(2)
            ),
            let what = canvas.layout(screen.what, metrics.type(metrics.arrangement == .wide ? 4 : 3.4, theme.text), in: frame(5)),
            let label = canvas.layout(strings.problemFixLabel, metrics.type(2.7, theme.accent, tracking: 0.06), in: frame(1)),
            let fix = canvas.layout(screen.fix, metrics.type(metrics.arrangement == .wide ? 4 : 3.4, theme.text), in: frame(5)),
            let location = canvas.layout(
                words(for: screen.location),
                metrics.type(3.3, theme.caution, face: .mono),
                in: TextFrame(width: width, ellipsis: .middle, minimumScale: 0.6)
            )
        else { return }
        let locationHeight = screen.location == nil ? 0 : location.logical.height + 2.4 * unit
        let fixHeight = screen.fix.isEmpty ? 0 : 4.5 * unit + label.logical.height + 1.2 * unit + fix.logical.height
        let height = title.logical.height + 3.5 * unit + locationHeight + what.logical.height + fixHeight
        var y = max(content.y, (canvas.bounds.height - height) / 2)
        canvas.fill(
            Box(x: x - 4 * unit, y: y, width: 0.8 * unit, height: min(height, content.bottom - y)),
            theme.caution,
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
