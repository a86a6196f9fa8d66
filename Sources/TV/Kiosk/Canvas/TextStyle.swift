/// How a piece of text looks.
struct TextStyle: Equatable, Sendable {
    enum Face: Equatable, Sendable {
        /// Running text.
        case sans
        /// The code, addresses and file names: every character as wide as the next, none like another.
        case mono
    }

    var face: Face = .sans
    var bold = false
    /// Pixels to the em.
    var size: Double
    var color: Color
    /// Extra space between letters, in em.
    var tracking: Double = 0

    func scaled(_ factor: Double) -> TextStyle {
        var style = self
        style.size *= factor
        return style
    }
}

/// The room a text has.
struct TextFrame: Equatable, Sendable {
    enum Alignment: Equatable, Sendable {
        case leading
        case center
    }

    enum Ellipsis: Equatable, Sendable {
        case middle
        case end
    }

    /// Pixels; `nil` is as wide as it takes.
    var width: Double?
    var maximumLines = 1
    var alignment: Alignment = .leading
    var ellipsis: Ellipsis = .end
    /// How far the type may shrink before the text is cut short: 1 is not at all.
    var minimumScale: Double = 1
}
