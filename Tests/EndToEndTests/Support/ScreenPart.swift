import Pictures

/// A part of a TV's screen, in pixels.
struct ScreenPart: Equatable {
    var x: Int
    var y: Int
    var width: Int
    var height: Int

    /// Where a picture of 16:9 lies in it.
    var letterboxed: ScreenPart {
        let (across, down) = (min(width, height * 16 / 9), min(height, width * 9 / 16))
        return ScreenPart(x: x + (width - across) / 2, y: y + (height - down) / 2, width: across, height: down)
    }
}

/// What is laid over the bright picture of a `ContentScreen`.
extension Picture {
    var whole: ScreenPart { ScreenPart(x: 0, y: 0, width: width, height: height) }

    /// Of 2…4 on a wide screen.
    func cells(_ count: Int) -> [ScreenPart] {
        let (across, down) = (width / 2, count == 2 ? height : height / 2)
        return (0..<count).map { ScreenPart(x: $0 % 2 * across, y: $0 / 2 * down, width: across, height: down) }
    }

    /// A question, or a message.
    var saysSomethingAtTheTop: Bool {
        isCovered(columns: width * 42 / 100..<width * 58 / 100, rows: height * 4 / 100..<height * 12 / 100)
    }

    /// Who presents, at the lower left.
    func hasName(in part: ScreenPart) -> Bool {
        let isWide = part.width * 100 >= part.height * 145
        let margin = min(part.height, part.width * 100 / (isWide ? 145 : 60)) / 40
        let (left, bottom) = (part.x + 2 * margin, part.y + part.height - margin)
        return isCovered(columns: left..<left + 5 * margin, rows: bottom - 2 * margin..<bottom)
    }

    /// The code, at the lower right.
    var hasCodeInTheCorner: Bool {
        let margin = height / 40
        let (right, bottom) = (width - 2 * margin, height - margin)
        return isCovered(columns: right - 5 * margin..<right, rows: bottom - 2 * margin..<bottom)
    }

    /// That it is paused, or reconnecting.
    func saysSomethingInTheMiddle(of part: ScreenPart) -> Bool {
        let (x, y) = (part.x + part.width / 2, part.y + part.height / 2)
        let (across, down) = (part.width * 4 / 100, part.height * 3 / 100)
        return isCovered(columns: x - across..<x + across, rows: y - down..<y + down)
    }

    /// A dark box with light letters on it.
    private func isCovered(columns: Range<Int>, rows: Range<Int>) -> Bool {
        var (dark, light) = (0, 0)
        for y in rows {
            for x in columns {
                let luminance = color(x: x, y: y).luminance
                if luminance < 48 { dark += 1 }
                if luminance > 190 { light += 1 }
            }
        }
        let area = columns.count * rows.count
        return dark * 2 > area && light * 200 > area
    }
}
