package import DisplayContract

/// How up to four pictures share a screen: evenly, and as near to the screen's own shape as that allows.
package enum GridLayout {
    /// Cells in reading order of the upright screen, in the display's pixels; they do not overlap and lie within the viewport.
    ///
    /// - Parameter count: beyond 4 there are no more cells.
    package static func cells(_ count: Int, on mode: DisplayMode, viewport: Viewport) -> [PixelRectangle] {
        let area = viewport.area(of: mode)
        let count = min(max(count, 0), 4)
        guard count > 1, !area.isEmpty else { return count == 1 ? [area] : [] }
        let isUprightWide = viewport.rotation.swapsSides ? area.height > area.width : area.width >= area.height
        // Upright: two beside or below each other, three and four in two rows of two.
        let (columns, rows) = count == 2 ? (isUprightWide ? (2, 1) : (1, 2)) : (2, 2)
        return (0..<count).map { index in
            let (column, row) = (index % columns, index / columns)
            // Where the cell lies once the screen is turned.
            let (x, y, across, down) =
                switch viewport.rotation {
                case .degrees0: (column, row, columns, rows)
                case .degrees90: (rows - 1 - row, column, rows, columns)
                case .degrees180: (columns - 1 - column, rows - 1 - row, columns, rows)
                case .degrees270: (row, columns - 1 - column, rows, columns)
                }
            let left = area.x + area.width * x / across
            let top = area.y + area.height * y / down
            return PixelRectangle(
                x: left,
                y: top,
                width: area.x + area.width * (x + 1) / across - left,
                height: area.y + area.height * (y + 1) / down - top
            )
        }
    }
}
