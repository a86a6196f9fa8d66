/// Parts several screens share.
extension Painter {
    /// Two overlapping screens: a picture leaving one and arriving on the other.
    func mark(x: Double, middle: Double, height: Double) -> Double {
        let width = height * 1.25
        let thickness = max(1.5, height * 0.09)
        let back = Box(x: x, y: middle - height / 2, width: width * 0.72, height: height * 0.72)
        let front = Box(x: x + width * 0.28, y: middle - height * 0.22, width: width * 0.72, height: height * 0.72)
        canvas.stroke(back, theme.accent, radius: height * 0.16, thickness: thickness)
        canvas.fill(front.inset(-thickness), theme.background, radius: height * 0.16 + thickness)
        canvas.fill(front, theme.accent, radius: height * 0.16)
        return width
    }

    /// The top bar: mark or logo, the TV's name, and the time.
    mutating func header(_ tvName: String, clock: String? = nil, _ metrics: Metrics) {
        let style = metrics.type(3.6, theme.text, bold: true)
        let content = metrics.content
        let middle = content.y + style.size * 0.75
        var right = content.right
        if let clock, !clock.isEmpty, let layout = canvas.layout(clock, metrics.type(3.6, theme.secondary)) {
            right -= layout.logical.width
            place(.clock, layout, x: right, y: middle - layout.logical.height / 2)
            right -= style.size
        }
        let width = logo(x: content.x, middle: middle, height: style.size, widest: content.width * 0.3)
        let x = content.x + width + style.size * 0.55
        text(
            .tvName,
            Bidi.isolated(tvName),
            style,
            x: x,
            middle: middle,
            in: TextFrame(width: max(1, right - x), minimumScale: 0.75)
        )
    }

    /// The house's logo, half as high again as our mark, or the mark; gives back its width.
    func logo(x: Double, middle: Double, height: Double, widest: Double) -> Double {
        guard let logo = look.logo else { return mark(x: x, middle: middle, height: height * 1.05) }
        let scale = min(height * 1.6 / Double(logo.height), widest / Double(logo.width))
        let (width, height) = (Double(logo.width) * scale, Double(logo.height) * scale)
        canvas.draw(logo, in: Box(x: x, y: middle - height / 2, width: width, height: height))
        return width
    }

    /// The bottom bar: a hairline, how the room server is, and a notice if there is one.
    mutating func footer(_ screen: CodeScreen, _ metrics: Metrics) {
        let style = metrics.type(2.7, theme.secondary)
        let content = metrics.content
        let top = content.bottom - metrics.footerHeight(hasNotice: screen.hasNotice) + 2.6 * metrics.unit
        canvas.fill(
            Box(x: content.x, y: top.rounded(), width: content.width, height: max(1, (metrics.unit * 0.16).rounded())),
            theme.line
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
            in: TextFrame(width: width, ellipsis: .middle, minimumScale: 0.65)
        )
        guard screen.hasNotice, let notice = screen.notice else { return }
        let left = sharesLine ? content.x + content.width * 0.5 : x
        let frame = TextFrame(width: content.right - left, ellipsis: .middle, minimumScale: 0.7)
        guard let layout = canvas.layout(self.words(for: notice), metrics.type(2.7, theme.caution), in: frame) else { return }
        place(
            .notice,
            layout,
            x: sharesLine ? content.right - layout.logical.width : left,
            y: (sharesLine ? middle : content.bottom - style.size * 0.7) - layout.logical.height / 2
        )
    }

    private func words(for notice: CodeScreen.Notice) -> String {
        switch notice {
        case .setting(let fault): strings.noticeSetting(fault)
        case .refused(let words, let isForNow): isForNow ? strings.noticeBusy : strings.noticeRefused(Bidi.isolated(words))
        case .lost(let name): strings.noticeLost(Bidi.isolated(name))
        case .noPath(let name): strings.noticeNoPath(Bidi.isolated(name))
        case .unsupported(let name): strings.noticeUnsupported(Bidi.isolated(name))
        case .identityCopied: strings.noticeCopied
        }
    }

    private func state(_ connection: RoomConnection) -> (String, Color) {
        switch connection {
        case .connecting: (strings.connectionConnecting, theme.caution)
        case .connected: (strings.connectionConnected, theme.ready)
        case .reconnecting(let server): (strings.connectionReconnecting(server), theme.caution)
        case .noNetwork(let addresses, let hardware):
            (
                ([strings.connectionNoNetwork] + addresses + hardware.map { "\(strings.networkHardware) \($0)" })
                    .joined(separator: " · "), theme.caution
            )
        }
    }

    /// A small heading: letterspaced, in the accent colour. Gives back its bottom.
    @discardableResult
    mutating func label(_ words: String, x: Double, y: Double, width: Double, _ metrics: Metrics) -> Double {
        text(
            .label,
            words,
            metrics.type(2.7, theme.accent, tracking: 0.06),
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
}
