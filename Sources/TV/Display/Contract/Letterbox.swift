/// Where a frame lands on the screen: as large as fits, in the middle, its shape kept.
package struct Letterbox: Hashable, Sendable {
    /// Sizes beyond this are not laid out: no screen or frame has them, and products stay far from overflow.
    package static let largestSide = 65536

    package let screenWidth: Int
    package let screenHeight: Int
    package let frameWidth: Int
    package let frameHeight: Int
    package let rotation: Rotation
    /// The picture on the screen, after rotation; empty when there is nothing to show or no room.
    package let picture: PixelRectangle

    package init(frameWidth: Int, frameHeight: Int, mode: DisplayMode, viewport: Viewport = Viewport()) {
        screenWidth = mode.width
        screenHeight = mode.height
        self.frameWidth = frameWidth
        self.frameHeight = frameHeight
        rotation = viewport.rotation
        let area = viewport.area(of: mode)
        let width = viewport.rotation.swapsSides ? frameHeight : frameWidth
        let height = viewport.rotation.swapsSides ? frameWidth : frameHeight
        let sides = 1...Self.largestSide
        guard sides.contains(width), sides.contains(height), sides.contains(area.width), sides.contains(area.height) else {
            picture = PixelRectangle(x: 0, y: 0, width: 0, height: 0)
            return
        }
        let isWider = width * area.height >= height * area.width
        let fitted =
            isWider
            ? (width: area.width, height: max(Self.divide(height * area.width, by: width), 1))
            : (width: max(Self.divide(width * area.height, by: height), 1), height: area.height)
        picture = PixelRectangle(
            x: area.x + (area.width - fitted.width) / 2,
            y: area.y + (area.height - fitted.height) / 2,
            width: fitted.width,
            height: fitted.height
        )
    }

    /// The picture's width before it is turned.
    package var scaledWidth: Int { rotation.swapsSides ? picture.height : picture.width }
    /// The picture's height before it is turned.
    package var scaledHeight: Int { rotation.swapsSides ? picture.width : picture.height }

    /// Whether every pixel of the frame is one pixel on the screen.
    package var isUnscaled: Bool { scaledWidth == frameWidth && scaledHeight == frameHeight }

    /// What is not picture: up to four rectangles that, with it, cover the screen exactly.
    package var borders: [PixelRectangle] {
        if picture.isEmpty { return [PixelRectangle(x: 0, y: 0, width: screenWidth, height: screenHeight)] }
        let right = picture.x + picture.width
        let bottom = picture.y + picture.height
        return [
            PixelRectangle(x: 0, y: 0, width: screenWidth, height: picture.y),
            PixelRectangle(x: 0, y: bottom, width: screenWidth, height: screenHeight - bottom),
            PixelRectangle(x: 0, y: picture.y, width: picture.x, height: picture.height),
            PixelRectangle(x: right, y: picture.y, width: screenWidth - right, height: picture.height),
        ].filter { !$0.isEmpty }
    }

    /// Rounded to the nearest whole number, halves up.
    private static func divide(_ dividend: Int, by divisor: Int) -> Int {
        (2 * dividend + divisor) / (2 * divisor)
    }
}
