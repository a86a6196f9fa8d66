/// The projection code in the largest type that fits a box, on one line or one line for each group.
struct CodeBlock {
    private struct Line {
        var groups: [String]
        /// Where each group is drawn and the painted width, in hundredths of the type size.
        var offsets: [Double]
        var width: Double
    }

    private static let referenceSize = 100.0
    /// Between two groups, and between two lines, in hundredths of the type size.
    private static let groupGap = 38.0
    private static let lineGap = 26.0

    private let lines: [Line]
    private let style: TextStyle
    /// Of a capital without tail at the reference size: from the layout's top to the ink, and the ink.
    private let inkTop: Double
    private let inkHeight: Double
    private let scale: Double

    /// Painted height in pixels.
    var height: Double { scale * CodeBlock.height(lines.count, inkHeight) }
    var width: Double { scale * (lines.map(\.width).max() ?? 0) }

    /// `nil` for an empty code.
    init?(_ code: String, color: Color, within width: Double, by height: Double, on canvas: borrowing Canvas) {
        let groups = CodeGroups.of(code)
        let reference = TextStyle(face: .mono, bold: true, size: CodeBlock.referenceSize, color: color)
        guard let capital = canvas.layout("H", reference) else { return nil }
        var spans: [ClosedRange<Double>] = []
        for group in groups {
            guard let layout = canvas.layout(group, reference) else { return nil }
            spans.append(layout.ink.x...max(layout.ink.x, layout.ink.right))
        }
        let inkHeight = capital.ink.height
        guard !groups.isEmpty, inkHeight > 0 else { return nil }
        let single = [CodeBlock.line(groups, spans)]
        let split = zip(groups, spans).map { CodeBlock.line([$0], [$1]) }
        func scale(_ lines: [Line]) -> Double {
            min(width / (lines.map(\.width).max() ?? 1), height / CodeBlock.height(lines.count, inkHeight))
        }
        // One line is read in one go; several are worth it only for type that is plainly larger.
        lines = scale(split) > 1.1 * scale(single) ? split : single
        self.scale = scale(lines)
        inkTop = capital.ink.y
        self.inkHeight = inkHeight
        style = reference.scaled(self.scale)
    }

    /// Draws with the painted top left at the point, or with every line centred on `center`.
    func draw(x: Double, y: Double, center: Double? = nil, with painter: inout Painter) {
        var y = y
        for line in lines {
            let left = center.map { $0 - line.width * scale / 2 } ?? x
            for (group, offset) in zip(line.groups, line.offsets) {
                painter.text(.code, group, style, x: left + offset * scale, y: y - inkTop * scale)
            }
            y += (inkHeight + CodeBlock.lineGap) * scale
        }
    }

    private static func height(_ lines: Int, _ inkHeight: Double) -> Double {
        Double(lines) * inkHeight + Double(max(0, lines - 1)) * lineGap
    }

    private static func line(_ groups: [String], _ spans: [ClosedRange<Double>]) -> Line {
        var offsets: [Double] = []
        var x = 0.0
        for span in spans {
            offsets.append(x - span.lowerBound)
            x += span.upperBound - span.lowerBound + groupGap
        }
        return Line(groups: groups, offsets: offsets, width: x - groupGap)
    }
}
