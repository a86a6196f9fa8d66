/// How far a picture is turned clockwise on the screen, for a TV hung on its side.
package enum Rotation: Int, Sendable, CaseIterable {
    case degrees0 = 0
    case degrees90 = 90
    case degrees180 = 180
    case degrees270 = 270

    /// Whether width and height change places.
    package var swapsSides: Bool { self == .degrees90 || self == .degrees270 }
}

/// How pictures are laid on the screen, whatever the screen: by setting, once.
package struct Viewport: Hashable, Sendable {
    package static let overscanLimit = 0.0...20.0

    package var rotation: Rotation
    /// Left free at each side, in per cent of the screen's width and height: for TVs that cut off the edges.
    package var overscanPercent: Double

    /// The margin is brought into `overscanLimit`.
    package init(rotation: Rotation = .degrees0, overscanPercent: Double = 0) {
        self.rotation = rotation
        let limit = Self.overscanLimit
        self.overscanPercent = overscanPercent.isFinite ? min(max(overscanPercent, limit.lowerBound), limit.upperBound) : 0
    }

    /// The part of the screen that may be drawn on.
    package func area(of mode: DisplayMode) -> PixelRectangle {
        let across = Int((Double(mode.width) * overscanPercent / 100).rounded())
        let down = Int((Double(mode.height) * overscanPercent / 100).rounded())
        return PixelRectangle(x: across, y: down, width: max(mode.width - 2 * across, 0), height: max(mode.height - 2 * down, 0))
    }
}

/// A rectangle of whole pixels; the origin is the top left corner.
package struct PixelRectangle: Hashable, Sendable {
    package var x: Int
    package var y: Int
    package var width: Int
    package var height: Int

    package init(x: Int, y: Int, width: Int, height: Int) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }

    package var isEmpty: Bool { width <= 0 || height <= 0 }
}
