import Kiosk

/// Memory for one picture, and what tests ask of it.
struct Picture: Equatable {
    let width: Int
    let height: Int
    let bytesPerRow: Int
    var bytes: [UInt8]

    init(width: Int, height: Int, padding: Int = 0, gray: UInt8 = 0) {
        self.width = width
        self.height = height
        bytesPerRow = width * 4 + padding
        bytes = Array(repeating: gray, count: bytesPerRow * height)
    }

    @discardableResult
    mutating func draw(_ screen: Screen, strings: Strings = .english) throws -> DrawnScreen {
        try draw(screen, with: ScreenRenderer(strings: strings))
    }

    @discardableResult
    mutating func draw(_ screen: Screen, with renderer: ScreenRenderer, shift: Shift = .none) throws -> DrawnScreen {
        let (width, height, bytesPerRow) = (width, height, bytesPerRow)
        var span = bytes.mutableSpan
        return try renderer.draw(
            screen,
            into: &span,
            width: width,
            height: height,
            bytesPerRow: bytesPerRow,
            shift: shift
        )
    }

    /// Red, green, blue.
    subscript(x: Int, y: Int) -> [UInt8] {
        let offset = y * bytesPerRow + x * 4
        return [bytes[offset + 2], bytes[offset + 1], bytes[offset]]
    }

    /// The first and last row in which any pixel inside the box is as light as text.
    func paintedRows(in box: Box) -> ClosedRange<Int>? {
        let columns = max(0, Int(box.x))..<min(width, Int(box.right) + 1)
        let rows = max(0, Int(box.y) - 3)..<min(height, Int(box.bottom) + 3)
        func isPainted(_ row: Int) -> Bool {
            var offset = row * bytesPerRow + columns.lowerBound * 4 + 1
            for _ in columns {
                if bytes[offset] > 150 { return true }
                offset += 4
            }
            return false
        }
        guard let first = rows.first(where: isPainted), let last = rows.last(where: isPainted) else { return nil }
        return first...last
    }
}
