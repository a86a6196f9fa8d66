/// Sizes everything else is a multiple of.
struct Metrics {
    enum Arrangement {
        /// Code and QR code side by side: 3:2 and wider.
        case wide
        /// One below the other: 4:3, 5:4, portrait.
        case stacked
    }

    let bounds: Box
    let arrangement: Arrangement
    /// A hundredth of the height of a wide screen; less where the width is what limits.
    let unit: Double
    /// Inside the overscan of old television sets.
    let content: Box

    var isPortrait: Bool { bounds.height > bounds.width }

    var headerHeight: Double { 9 * unit }

    /// Side by side where it is wide; a line for each where it is not.
    func footerHeight(hasNotice: Bool) -> Double { hasNotice && arrangement == .stacked ? 11.5 * unit : 8 * unit }

    init(_ bounds: Box) {
        self.bounds = bounds
        arrangement = bounds.width >= 1.45 * bounds.height ? .wide : .stacked
        unit = min(bounds.height / 100, bounds.width / (arrangement == .wide ? 145 : 60))
        let side = max(bounds.width * 0.05, 4 * unit)
        let top = max(bounds.height * 0.05, 4 * unit)
        content = Box(x: side, y: top, width: bounds.width - 2 * side, height: bounds.height - 2 * top)
    }

    /// Type of `units` hundredths of the screen, but never too small to read on a small panel.
    func type(_ units: Double, _ color: Color, bold: Bool = false, face: TextStyle.Face = .sans, tracking: Double = 0)
        -> TextStyle
    {
        TextStyle(face: face, bold: bold, size: max(units * unit, min(12, bounds.height / 12)), color: color, tracking: tracking)
    }
}
