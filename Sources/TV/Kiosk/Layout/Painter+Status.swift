/// The status page: facts in two columns, and what went wrong below them.
extension Painter {
    private static let mostProblems = 5

    /// A row in words.
    private struct Line {
        var label: String
        var value: String
        var isFault = false
    }

    mutating func statusPage(_ screen: StatusScreen) {
        let metrics = Metrics(canvas.bounds)
        let unit = metrics.unit
        let content = metrics.content
        fillBackground()
        header(screen.tvName, metrics)
        let problems = screen.problems.prefix(Painter.mostProblems)
        let top = content.y + metrics.headerHeight
        let problemsHeight = problems.isEmpty ? 0 : 5 * unit
        let lines = Double(screen.rows.count + problems.count)
        // As large as fits, and no larger than is pleasant.
        let line = min(5.4 * unit, (content.bottom - top - problemsHeight) / max(lines, 1))
        let size = line * 0.56
        let labels = TextStyle(size: size, color: theme.secondary)
        let left = content.x + min(content.width * 0.3, size * 9)
        var y = top
        for row in screen.rows.map({ words(for: $0) }) {
            let middle = y + line / 2
            text(.label, row.label, labels, x: content.x, middle: middle, in: frame(left - content.x - size / 2))
            let style = TextStyle(size: size, color: row.isFault ? theme.caution : theme.text)
            text(.text, row.value, style, x: left, middle: middle, in: frame(content.right - left))
            y += line
        }
        guard !problems.isEmpty else { return }
        label(strings.statusProblems, x: content.x, y: y + 0.6 * unit, width: content.width, metrics)
        y += problemsHeight
        for problem in problems {
            let style = TextStyle(size: size * 0.9, color: theme.caution)
            text(.notice, problem, style, x: content.x, middle: y + line / 2, in: frame(content.width))
            y += line
        }
    }

    private func words(for row: StatusScreen.Row) -> Line {
        switch row {
        case .state(let state): return Line(label: strings.statusState, value: strings.statusStateName(state))
        case .roomServer(let address, let isConnected):
            let server = address.isEmpty ? strings.statusNone : address
            let connection = isConnected ? strings.statusConnected : strings.statusNotConnected
            return Line(label: strings.statusRoomServer, value: "\(server), \(connection)", isFault: !isConnected)
        case .display(let words, let isFault):
            return Line(label: strings.statusDisplay, value: words, isFault: isFault)
        case .sender(let name, let state, let figures):
            let who = name.isEmpty ? strings.statusStateName(state) : "\(Bidi.isolated(name)), \(strings.statusStateName(state))"
            return Line(
                label: strings.statusSender,
                value: ([who] + strings.statusSenderFigures(figures)).joined(separator: ", ")
            )
        case .version(let version): return Line(label: strings.statusVersion, value: version)
        case .addresses(let addresses):
            let text = addresses.isEmpty ? strings.connectionNoNetwork : addresses.joined(separator: ", ")
            return Line(label: strings.networkAddress, value: text, isFault: addresses.isEmpty)
        case .hardwareAddresses(let addresses):
            let text = addresses.isEmpty ? strings.statusNone : addresses.joined(separator: ", ")
            return Line(label: strings.networkHardware, value: text)
        case .clock(let isSet):
            return Line(label: strings.statusClock, value: isSet ? strings.statusClockSet : strings.statusClockNotSet)
        }
    }

    private func frame(_ width: Double) -> TextFrame {
        TextFrame(width: max(width, 1), ellipsis: .end, minimumScale: 0.7)
    }
}
