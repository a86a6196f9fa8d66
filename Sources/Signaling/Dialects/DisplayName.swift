/// Makes a name that came over the network fit to be shown on a screen and written to a log.
package enum DisplayName {
    /// In characters as a reader counts them.
    package static let longest = 64

    /// Without control characters and direction overrides, trimmed and cut; `nil` if nothing is left.
    package static func cleaned(_ name: String, atMost longest: Int = longest) -> String? {
        // One character can carry endless combining marks, so the scalars are bounded too.
        let scalars = name.unicodeScalars.lazy.filter(isShown).prefix(4 * longest)
        let text = String(String.UnicodeScalarView(scalars))
        let trimmed = text.drop(while: \.isWhitespace)
        guard let end = trimmed.lastIndex(where: { !$0.isWhitespace }) else { return nil }
        return String(trimmed[...end].prefix(longest))
    }

    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: return false
        default:
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .unassigned: return false
            default: return true
            }
        }
    }
}
