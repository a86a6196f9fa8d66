/// Parts several screens share.
extension Painter {
    /// Two overlapping screens: a picture leaving one and arriving on the other.
    func mark(x: Double, middle: Double, height: Double) -> Double {
        let width = height * 1.25
        let thickness = max(1.5, height * 0.09)
        let back = Box(x: x, y: middle - height / 2, width: width * 0.72, height: height * 0.72)
        let front = Box(x: x + width * 0.28, y: middle - height * 0.22, width: width * 0.72, height: height * 0.72)
        canvas.stroke(back, Theme.accent, radius: height * 0.16, thickness: thickness)
        canvas.fill(front.inset(-thickness), Theme.background, radius: height * 0.16 + thickness)
        canvas.fill(front, Theme.accent, radius: height * 0.16)
        return width
    }

    /// The top bar: mark and name of the TV.
    mutating func header(_ tvName: String, _ metrics: Metrics) {
        let style = metrics.type(3.6, Theme.text, bold: true)
        let middle = metrics.content.y + style.size * 0.75
        let width = mark(x: metrics.content.x, middle: middle, height: style.size * 1.05)
        let x = metrics.content.x + width + style.size * 0.55
        text(
            .tvName,
            tvName,
            style,
            x: x,
            middle: middle,
            in: TextFrame(width: metrics.content.right - x, minimumScale: 0.75)
        )
    }

    /// The bottom bar: a hairline, how the room server is, and a notice if there is one.
    mutating func footer(_ screen: CodeScreen, _ metrics: Metrics) {
        let style = metrics.type(2.7, Theme.secondary)
        let content = metrics.content
        let top = content.bottom - metrics.footerHeight(hasNotice: screen.hasNotice) + 2.6 * metrics.unit
        canvas.fill(
            Box(x: content.x, y: top.rounded(), width: content.width, height: max(1, (metrics.unit * 0.16).rounded())),
            Theme.line
        )
        let sharesLine = screen.hasNotice && metrics.arrangement == .wide
        let middle = sharesLine || !screen.hasNotice ? content.bottom - style.size * 0.7 : top + 3.2 * metrics.unit
        let (words, color) = state(screen.connection)
        let radius = style.size * 0.3
        canvas.fillCircle(x: content.x + radius, y: middle, radius: radius, color)
        let x = content.x + style.size * 1.2
        let width = (sharesLine ? content.x + content.width * 0.46 : content.right) - x
        text(
            .connection,
            words,
            style,
            x: x,
            middle: middle,
            in: TextFrame(width: width, ellipsis: .middle, minimumScale: 0.8)
        )
        guard screen.hasNotice, let notice = screen.notice else { return }
        let left = sharesLine ? content.x + content.width * 0.5 : x
        let frame = TextFrame(width: content.right - left, ellipsis: .middle, minimumScale: 0.7)
        guard let layout = canvas.layout(notice, metrics.type(2.7, Theme.caution), in: frame) else { return }
        place(
            .notice,
            layout,
            x: sharesLine ? content.right - layout.logical.width : left,
            y: (sharesLine ? middle : content.bottom - style.size * 0.7) - layout.logical.height / 2
        )
    }

    private func state(_ connection: RoomConnection) -> (String, Color) {
        switch connection {
        case .connecting: (strings.connectionConnecting, Theme.caution)
        case .connected: (strings.connectionConnected, Theme.ready)
        case .reconnecting(let server): (strings.connectionReconnecting(server), Theme.caution)
        }
    }

    /// A small heading: letterspaced, in the accent colour. Gives back its bottom.
    @discardableResult
    mutating func label(_ words: String, x: Double, y: Double, width: Double, _ metrics: Metrics) -> Double {
        text(
            .label,
            words,
            metrics.type(2.7, Theme.accent, tracking: 0.06),
            x: x,
            y: y,
            in: TextFrame(width: width, minimumScale: 0.7)
        ).bottom
    }

    /// A QR code on a white card that fills the box as far as whole pixels for each module allow.
    mutating func qrCode(_ matrix: QRMatrix, in box: Box) {
        let quietZone = 4
        let side = min(box.width, box.height)
        let module = (side / Double(matrix.size + 2 * quietZone)).rounded(.down)
        guard module >= 1 else { return }
        let codeSide = module * Double(matrix.size)
        canvas.fill(Box(x: box.x, y: box.y, width: side, height: side), Theme.paper, radius: side * 0.06)
        let left = (box.x + (side - codeSide) / 2).rounded()
        let top = (box.y + (side - codeSide) / 2).rounded()
        var boxes: [Box] = []
        for y in 0..<matrix.size {
            var x = 0
            while x < matrix.size {
                let start = x
                while x < matrix.size, matrix[x, y] { x += 1 }
                if x > start {
                    boxes.append(
                        Box(
                            x: left + Double(start) * module,
                            y: top + Double(y) * module,
                            width: Double(x - start) * module,
                            height: module
                        )
                    )
                }
                x += 1
            }
        }
        canvas.fillExactly(boxes, Theme.ink)
        note(.qrCode, Box(x: left, y: top, width: codeSide, height: codeSide))
    }

    /// One of the three steps: its number in a ring and its words beside it, on two lines if they must.
    mutating func step(
        _ number: Int,
        of steps: [String],
        x: Double,
        middle: Double,
        width: Double,
        _ metrics: Metrics
    ) {
        guard steps.indices.contains(number - 1) else { return }
        let words = steps[number - 1]
        let style = metrics.type(metrics.isPortrait ? 2.4 : 2.8, Theme.secondary)
        let radius = style.size * 0.9
        canvas.stroke(
            Box(x: x, y: middle - radius, width: 2 * radius, height: 2 * radius),
            Theme.line,
            radius: radius,
            thickness: max(1, metrics.unit * 0.22)
        )
        if let digit = canvas.layout("\(number)", metrics.type(metrics.isPortrait ? 2.1 : 2.4, Theme.accent, bold: true)) {
            canvas.draw(digit, x: x + radius - digit.logical.width / 2, y: middle - digit.logical.height / 2)
        }
        let left = x + 2 * radius + style.size * 0.55
        let smallest = 0.85
        let room = max(1, x + width - left)
        let natural = canvas.layout(words, style)?.logical.width ?? 0
        let frame =
            natural * smallest <= room
            ? TextFrame(width: room, minimumScale: smallest) : TextFrame(width: room, maximumLines: 2)
        text(.step, words, style, x: left, middle: middle, in: frame)
    }
}
