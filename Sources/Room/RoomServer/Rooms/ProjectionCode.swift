/// The code a TV shows and a person types: upper-case letters and digits that cannot be taken for one another.
package struct ProjectionCode: Hashable, Sendable, CustomStringConvertible {
    /// Without 0 and O, 1, I and L.
    package static let alphabet: [Character] = Array("ABCDEFGHJKMNPQRSTUVWXYZ23456789")
    /// Shorter ones are guessed, longer ones nobody types.
    package static let lengths = 4...16

    package let description: String

    /// A code as people type it: lower case, spaces and dashes are fine. `nil` if no code looks like that.
    package init?(typed text: String) {
        // Longer than any code with a separator after each letter: not worth reading.
        guard text.utf8.count <= 4 * Self.lengths.upperBound else { return nil }
        let letters = text.uppercased().filter { !$0.isWhitespace && !"-‐‑‒–—_.".contains($0) }
        guard Self.lengths.contains(letters.count), letters.allSatisfy(Self.alphabet.contains) else { return nil }
        description = letters
    }

    /// A new code of `length` letters, each as likely as any other; `length` is brought into `lengths`.
    package init(length: Int, random: inout some RandomNumberGenerator) {
        let count = min(max(length, Self.lengths.lowerBound), Self.lengths.upperBound)
        description = String((0..<count).map { _ in Self.alphabet.randomElement(using: &random) ?? "X" })
    }
}
