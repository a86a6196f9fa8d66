/// What came out of drawing a screen: where each thing ended up. Tests and `doctor` read it; nobody has to.
package struct DrawnScreen: Equatable, Sendable {
    package enum Role: Equatable, Sendable {
        case tvName
        case clock
        case label
        /// One per group of characters.
        case code
        case address
        case qrCode
        case step
        case connection
        case notice
        case title
        case text
        case location
    }

    package struct Element: Equatable, Sendable {
        package var role: Role
        /// The pixels really painted.
        package var box: Box
        /// Part of the text did not fit and was replaced by an ellipsis.
        package var isCutShort: Bool
        /// Characters no installed font has.
        package var missingGlyphs: Int
    }

    package internal(set) var elements: [Element] = []

    package func elements(_ role: Role) -> [Element] {
        elements.filter { $0.role == role }
    }
}
