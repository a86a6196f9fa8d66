/// The look: a dark room, one quiet accent, type that carries to the last row.
enum Theme {
    static let background = Color(0x0B0F18)
    static let surface = Color(0x151B28)
    static let line = Color(0x263043)
    static let text = Color(0xF4F7FC)
    static let secondary = Color(0x9FADC4)
    static let faint = Color(0x5B6880)
    static let accent = Color(0x7CC4FF)
    static let ready = Color(0x4ADE94)
    static let caution = Color(0xFFB84D)
    static let paper = Color(0xFFFFFF)
    static let ink = Color(0x0B0F18)
    static let dim = Color(0x05070C, alpha: 0.66)

    // The first that is installed is taken, and what it lacks comes from whichever font has it. WenQuanYi's Latin letters are
    // Droid Sans, which sits better beside its Chinese ones than DejaVu does.
    static let sansFamilies = "Inter,Noto Sans,WenQuanYi Micro Hei,sans-serif"
    static let monoFamilies = "DejaVu Sans Mono,monospace"
}
