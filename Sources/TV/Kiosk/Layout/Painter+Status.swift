/// The status page: facts in two columns, and what went wrong below them.
extension Painter {
    private static let mostProblems = 5

    mutating func statusPage(_ screen: StatusScreen) {
        let metrics = Metrics(canvas.bounds)
        let unit = metrics.unit
        let content = metrics.content
        canvas.fill(Theme.background)
        header(screen.tvName, metrics)
        let problems = screen.problems.prefix(Painter.mostProblems)
        let top = content.y + metrics.headerHeight
        let problemsHeight = problems.isEmpty ? 0 : 5 * unit
        let lines = Double(screen.rows.count + problems.count)
        // As large as fits, and no larger than is pleasant.
        let line = min(5.4 * unit, (content.bottom - top - problemsHeight) / max(lines, 1))
        let size = line * 0.56
        let labels = TextStyle(size: size, color: Theme.secondary)
        let left = content.x + min(content.width * 0.3, size * 9)
        var y = top
        for row in screen.rows {
            let middle = y + line / 2
            text(.label, row.label, labels, x: content.x, middle: middle, in: frame(left - content.x - size / 2))
            let style = TextStyle(size: size, color: row.isFault ? Theme.caution : Theme.text)
            text(.text, row.value, style, x: left, middle: middle, in: frame(content.right - left))
            y += line
        }
        guard !problems.isEmpty else { return }
        label(strings.statusProblems, x: content.x, y: y + 0.6 * unit, width: content.width, metrics)
        y += problemsHeight
        for problem in problems {
            let style = TextStyle(size: size * 0.9, color: Theme.caution)
            text(.notice, problem, style, x: content.x, middle: y + line / 2, in: frame(content.width))
            y += line
        }
    }

    private func frame(_ width: Double) -> TextFrame {
        TextFrame(width: max(width, 1), ellipsis: .end, minimumScale: 0.7)
    }
}
