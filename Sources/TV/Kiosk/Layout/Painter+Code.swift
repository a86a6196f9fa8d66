/// The code screen.
extension Painter {
    mutating func codeScreen(_ screen: CodeScreen) {
        let metrics = Metrics(canvas.bounds)
        fillBackground()
        header(screen.tvName, clock: screen.clock, metrics)
        footer(screen, metrics)
        switch metrics.arrangement {
        case .wide: wideCode(screen, metrics)
        case .stacked: stackedCode(screen, metrics)
        }
    }

    private func matrix(_ screen: CodeScreen) -> QRMatrix? {
        screen.codeURL.flatMap { QRMatrix(encoding: $0) }
    }

    /// Left: code, address, steps. Right: the QR code.
    private mutating func wideCode(_ screen: CodeScreen, _ metrics: Metrics) {
        let unit = metrics.unit
        let content = metrics.content
        let top = content.y + metrics.headerHeight
        let bottom = content.bottom - metrics.footerHeight(hasNotice: screen.hasNotice)
        let matrix = matrix(screen)
        let qrSide = matrix == nil ? 0 : min(38 * unit, content.width * 0.27)
        let columnWidth = content.width - (matrix == nil ? 0 : qrSide + 8 * unit)

        let labelHeight = 6 * unit
        let addressHeight = 22.5 * unit
        let stepsHeight = 9 * unit
        let block = CodeBlock(
            screen.code ?? "",
            color: theme.text,
            within: columnWidth,
            by: bottom - top - labelHeight - addressHeight - stepsHeight - 2 * unit,
            on: canvas
        )
        let codeHeight = block?.height ?? 12 * unit
        let height = labelHeight + codeHeight + addressHeight + stepsHeight
        var y = top + (bottom - top - height) * 0.5
        let blockMiddle = y + height / 2

        label(codeLabel(screen), x: content.x, y: y, width: columnWidth, metrics)
        y += labelHeight
        code(block, x: content.x, y: y, width: columnWidth, height: codeHeight, metrics)
        y += codeHeight + 5.5 * unit
        address(screen, x: content.x, y: y, width: columnWidth, metrics)
        y += addressHeight - 5.5 * unit
        let column = columnWidth / 3
        for number in 1...3 {
            step(
                number,
                of: steps(screen),
                x: content.x + Double(number - 1) * column,
                middle: y + stepsHeight / 2,
                width: column - 2 * unit,
                height: stepsHeight,
                metrics
            )
        }

        if let matrix {
            let x = content.right - qrSide
            let hint = metrics.type(2.5, theme.secondary)
            let cardTop = max(top, blockMiddle - (qrSide + 2.2 * hint.size) / 2)
            qrCode(matrix, in: Box(x: x, y: cardTop, width: qrSide, height: qrSide))
            text(
                .label,
                strings.scanHint,
                hint,
                x: x,
                y: cardTop + qrSide + hint.size * 0.9,
                in: TextFrame(width: qrSide, alignment: .center, minimumScale: 0.7)
            )
        }
    }

    /// Code over the whole width; below it the address; below that the QR code with the steps beside it.
    private mutating func stackedCode(_ screen: CodeScreen, _ metrics: Metrics) {
        let unit = metrics.unit
        let content = metrics.content
        let top = content.y + metrics.headerHeight
        let bottom = content.bottom - metrics.footerHeight(hasNotice: screen.hasNotice)
        let matrix = matrix(screen)
        let labelHeight = 6 * unit
        let addressHeight = 11 * unit
        let rowHeight = min(25 * unit, content.width * 0.34)
        let block = CodeBlock(
            screen.code ?? "",
            color: theme.text,
            within: content.width,
            by: bottom - top - labelHeight - addressHeight - rowHeight - (metrics.isPortrait ? 11 : 10) * unit,
            on: canvas
        )
        let codeHeight = block?.height ?? 12 * unit
        let free = max(0, bottom - top - labelHeight - codeHeight - addressHeight - rowHeight)
        var y = top + free * 0.15

        label(codeLabel(screen), x: content.x, y: y, width: content.width, metrics)
        y += labelHeight
        code(block, x: content.x, y: y, width: content.width, height: codeHeight, metrics)
        y += codeHeight + free * 0.4
        address(screen, x: content.x, y: y, width: content.width, metrics)
        y += addressHeight + free * 0.3

        var stepsLeft = content.x
        if let matrix {
            qrCode(matrix, in: Box(x: content.x, y: y, width: rowHeight, height: rowHeight))
            stepsLeft += rowHeight + 4 * unit
        }
        for number in 1...3 {
            let middle = y + rowHeight * (Double(number) - 0.5) / 3
            step(
                number,
                of: steps(screen),
                x: stepsLeft,
                middle: middle,
                width: content.right - stepsLeft,
                height: rowHeight / 3,
                metrics
            )
        }
    }

    private mutating func code(
        _ block: CodeBlock?,
        x: Double,
        y: Double,
        width: Double,
        height: Double,
        _ metrics: Metrics
    ) {
        if let block {
            block.draw(x: x, y: y, with: &self)
        } else {
            text(
                .text,
                strings.codePending,
                metrics.type(5, theme.faint),
                x: x,
                middle: y + height / 2,
                in: TextFrame(width: width, minimumScale: 0.5)
            )
        }
    }

    private mutating func address(_ screen: CodeScreen, x: Double, y: Double, width: Double, _ metrics: Metrics) {
        let below = label(addressLabel(screen), x: x, y: y, width: width, metrics) + 0.6 * metrics.unit
        guard let url = shownAddress(screen) else {
            text(.text, strings.addressPending, metrics.type(4, theme.faint), x: x, y: below, in: TextFrame(width: width))
            return
        }
        let style = metrics.type(6, theme.text)
        let smallest = 0.6
        let natural = canvas.layout(url, style)?.logical.width ?? 0
        // An address that one line shows only in small type is broken over two; what is longer loses its middle.
        if natural * smallest > width {
            text(
                .address,
                url,
                metrics.type(3.3, theme.text),
                x: x,
                y: below,
                in: TextFrame(width: width, maximumLines: 2, ellipsis: .middle)
            )
        } else {
            text(.address, url, style, x: x, y: below, in: TextFrame(width: width, minimumScale: smallest))
        }
    }

    private func codeLabel(_ screen: CodeScreen) -> String {
        if case .room = screen.call { strings.roomLabel } else { strings.codeLabel }
    }

    private func addressLabel(_ screen: CodeScreen) -> String {
        switch screen.call {
        case .room: strings.roomServerLabel
        case .user: strings.userLabel
        case nil: strings.addressLabel
        }
    }

    private func shownAddress(_ screen: CodeScreen) -> String? {
        switch screen.call {
        case .room(let server): server
        case .user(let id, let name, _): strings.userText(id, Bidi.isolated(name))
        case nil: screen.shownURL
        }
    }

    private func steps(_ screen: CodeScreen) -> [String] {
        switch screen.call {
        case .room: strings.roomSteps
        case .user: strings.userSteps
        case nil: strings.steps
        }
    }
}
