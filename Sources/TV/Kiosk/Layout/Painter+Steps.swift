/// How it works, in three words and pictures.
extension Painter {
    /// One of the three steps: its picture with its number, and its words beside it, on two lines if they must.
    mutating func step(
        _ number: Int,
        of steps: [String],
        x: Double,
        middle: Double,
        width: Double,
        height: Double,
        _ metrics: Metrics
    ) {
        guard steps.indices.contains(number - 1) else { return }
        let words = steps[number - 1]
        let style = metrics.type(metrics.isPortrait ? 2.4 : 2.8, theme.text)
        let side = max(style.size * 1.7, min(height * 0.9, style.size * 2.9))
        let box = Box(x: x, y: middle - side * 0.4, width: side, height: side * 0.8)
        let thickness = max(1, side * 0.06)
        switch number {
        case 1: browser(box, thickness)
        case 2: field(box, thickness)
        default: screen(box, thickness)
        }
        let radius = max(side * 0.2, 6)
        canvas.fillCircle(x: box.x, y: box.y, radius: radius * 1.25, theme.background)
        canvas.fillCircle(x: box.x, y: box.y, radius: radius, theme.accent)
        let onAccent = theme.accent.contrast(with: Theme.ink) > theme.accent.contrast(with: Theme.paper)
        let digits = TextStyle(bold: true, size: radius * 1.45, color: onAccent ? Theme.ink : Theme.paper)
        if let digit = canvas.layout("\(number)", digits) {
            let ink = digit.ink
            canvas.draw(digit, x: box.x - ink.x - ink.width / 2, y: box.y - ink.y - ink.height / 2)
        }
        let left = box.right + style.size * 0.6
        let smallest = 0.8
        let room = max(1, x + width - left)
        let natural = canvas.layout(words, style)?.logical.width ?? 0
        let frame =
            natural * smallest <= room
            ? TextFrame(width: room, minimumScale: smallest) : TextFrame(width: room, maximumLines: 2)
        text(.step, words, style, x: left, middle: middle, in: frame)
    }

    /// A browser's window with its address bar.
    private func browser(_ box: Box, _ thickness: Double) {
        canvas.stroke(box, theme.secondary, radius: thickness * 2, thickness: thickness)
        let bar = Box(
            x: box.x + box.width * 0.24,
            y: box.y + box.height * 0.18,
            width: box.width * 0.62,
            height: box.height * 0.2
        )
        canvas.fill(bar, theme.accent, radius: bar.height / 2)
        for line in [0.62, 0.8] {
            let y = box.y + box.height * line
            let right = box.x + box.width * (line < 0.7 ? 0.86 : 0.6)
            canvas.stroke([(box.x + box.width * 0.14, y), (right, y)], theme.faint, thickness: thickness)
        }
    }

    /// A field with a code being typed.
    private func field(_ box: Box, _ thickness: Double) {
        let field = Box(x: box.x, y: box.y + box.height * 0.12, width: box.width, height: box.height * 0.76)
        canvas.stroke(field, theme.secondary, radius: thickness * 2, thickness: thickness)
        for place in [0.22, 0.42, 0.62] {
            canvas.fillCircle(x: field.x + field.width * place, y: field.middle, radius: box.width * 0.065, theme.accent)
        }
        let x = field.x + field.width * 0.8
        canvas.stroke(
            [(x, field.y + field.height * 0.26), (x, field.bottom - field.height * 0.26)],
            theme.text,
            thickness: thickness
        )
    }

    /// A screen with something going up to it.
    private func screen(_ box: Box, _ thickness: Double) {
        let frame = Box(x: box.x, y: box.y, width: box.width, height: box.height * 0.8)
        canvas.stroke(frame, theme.secondary, radius: thickness * 2, thickness: thickness)
        let middle = box.x + box.width / 2
        canvas.stroke(
            [(middle - box.width * 0.2, box.bottom), (middle + box.width * 0.2, box.bottom)],
            theme.secondary,
            thickness: thickness
        )
        let (top, bottom) = (frame.y + frame.height * 0.24, frame.y + frame.height * 0.76)
        let wing = box.width * 0.14
        canvas.stroke([(middle, bottom), (middle, top)], theme.accent, thickness: thickness * 1.3)
        canvas.stroke(
            [(middle - wing, top + wing), (middle, top), (middle + wing, top + wing)],
            theme.accent,
            thickness: thickness * 1.3
        )
    }
}
