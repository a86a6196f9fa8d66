/// Opaque or translucent sRGB, each part 0…1, alpha not premultiplied.
struct Color: Equatable, Sendable {
    var red: Double
    var green: Double
    var blue: Double
    var alpha: Double

    /// `0xRRGGBB`.
    init(_ rgb: UInt32, alpha: Double = 1) {
        red = Double(rgb >> 16 & 0xFF) / 255
        green = Double(rgb >> 8 & 0xFF) / 255
        blue = Double(rgb & 0xFF) / 255
        self.alpha = alpha
    }
}
