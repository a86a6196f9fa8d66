/// 120 random bits, written as 20 characters of base64url (RFC 4648 §5): the name of a session.
///
/// An Engine.IO session is owned by whoever knows its id: keep that one in `Redacted`. A Socket.IO id is no secret.
package struct RandomID: Hashable, Sendable, CustomStringConvertible {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    private static let half = 10

    /// Ten characters of six bits each.
    private let first: UInt64
    private let second: UInt64

    package init(using random: inout some RandomNumberGenerator) {
        first = random.next() >> 4
        second = random.next() >> 4
    }

    /// Reads 20 characters of the alphabet; anything else is `nil`.
    package init?(_ text: some StringProtocol) {
        let characters = Array(text.utf8)
        guard characters.count == 2 * RandomID.half else { return nil }
        var halves: [UInt64] = [0, 0]
        for (index, character) in characters.enumerated() {
            guard let value = RandomID.value(of: character) else { return nil }
            halves[index / RandomID.half] = halves[index / RandomID.half] << 6 | UInt64(value)
        }
        first = halves[0]
        second = halves[1]
    }

    package var description: String {
        var characters: [UInt8] = []
        characters.reserveCapacity(2 * RandomID.half)
        for part in [first, second] {
            for shift in stride(from: 6 * (RandomID.half - 1), through: 0, by: -6) {
                characters.append(RandomID.alphabet[Int(part >> UInt64(shift) & 0x3F)])
            }
        }
        return String(decoding: characters, as: UTF8.self)
    }

    private static func value(of character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
        case UInt8(ascii: "-"): 62
        case UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
