/// A code as a number over 0, for clients whose user ids are numbers: its characters are the digits of a number, after a
/// leading 1 that keeps the code's length.
///
/// As many numbers as codes, so a number is no easier to guess.
package struct TVNumber: Sendable, Equatable {
    /// Those of codes (RoomServer's `ProjectionCode`), digits and letters, without regard to look-alikes.
    private static let characters = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    /// Of a code with a number: longer ones would not fit a number that JavaScript keeps exact (2⁵³).
    private static let longest = 9

    package let rawValue: Int64
    package let code: String

    package init?(code text: String) {
        let code = text.uppercased().filter { !" -".contains($0) }
        guard (1...Self.longest).contains(code.count) else { return nil }
        var number: Int64 = 1
        for character in code {
            guard let digit = Self.characters.firstIndex(of: character) else { return nil }
            number = number * Int64(Self.characters.count) + Int64(digit)
        }
        rawValue = number
        self.code = code
    }

    package init?(rawValue: Int64) {
        var rest = rawValue
        var code: [Character] = []
        let base = Int64(Self.characters.count)
        while rest >= base, code.count < Self.longest {
            code.append(Self.characters[Int(rest % base)])
            rest /= base
        }
        guard rest == 1, !code.isEmpty else { return nil }
        self.rawValue = rawValue
        self.code = String(code.reversed())
    }

    /// The same written as text. Codes of digits only are ambiguous; the number wins where it spells a code.
    package init?(text: String) {
        guard let number = Int64(text), String(number) == text else { return nil }
        self.init(rawValue: number)
    }
}
