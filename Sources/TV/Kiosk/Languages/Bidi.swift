/// Text from other people among our own: it keeps its direction to itself, and its tricks.
enum Bidi {
    /// The text between FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE (UAX #9), without direction controls of its own: an
    /// Arabic name stands in an English sentence without turning it round, and the other way about. Empty stays empty.
    static func isolated(_ text: String) -> String {
        guard !text.isEmpty else { return "" }
        var result = String.UnicodeScalarView()
        result.append("\u{2068}")
        for scalar in text.unicodeScalars.prefix(2000) where !isControl(scalar) { result.append(scalar) }
        result.append("\u{2069}")
        return String(result)
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
