/// The look: a dark room, one quiet accent, type that carries to the last row. The house that the TV hangs in may choose the
/// background and the accent; everything else follows from them, so that it can always be read.
struct Theme: Sendable {
    let background: Color
    let surface: Color
    let line: Color
    let text: Color
    let secondary: Color
    let faint: Color
    let accent: Color
    let ready: Color
    let caution: Color
    /// Over the last frame, which may have any colour.
    static let dim = Color(0x05070C, alpha: 0.66)
    /// Behind and in QR codes: cameras want dark on light.
    static let paper = Color(0xFFFFFF)
    static let ink = Color(0x0B0F18)

    // The first that is installed is taken, and what it lacks comes from whichever font has it. WenQuanYi's Latin letters are
    // Droid Sans, which sits better beside its Chinese ones than DejaVu does.
    static let sansFamilies = "Inter,Noto Sans,WenQuanYi Micro Hei,Noto Sans CJK SC,sans-serif"
    static let monoFamilies = "DejaVu Sans Mono,monospace"

    init(_ look: Look) {
        let isDark = look.background.luminance < 0.25
        let far = isDark ? Color(0xF4F7FC) : Color(0x0B0F18)
        background = look.background
        surface = background.mixed(with: far, 0.05)
        line = background.mixed(with: far, 0.14)
        text = far
        secondary = background.mixed(with: far, isDark ? 0.65 : 0.75)
        faint = background.mixed(with: far, 0.5)
        accent = Theme.readable(look.accent, on: background, towards: far)
        ready = Theme.readable(Color(0x4ADE94), on: background, towards: far)
        caution = Theme.readable(Color(0xFFB84D), on: background, towards: far)
    }

    /// The colour, moved towards the colour of text as far as it takes to be read as large type (WCAG 2.2, 1.4.3).
    private static func readable(_ color: Color, on background: Color, towards text: Color) -> Color {
        var color = color
        for _ in 0..<10 where color.contrast(with: background) < 4.5 { color = color.mixed(with: text, 0.2) }
        return color
    }
}
