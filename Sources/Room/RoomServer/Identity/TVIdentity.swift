/// Which TV a code was given to: 128 random bits, made at its first registration and known only through its token.
package struct TVIdentity: Hashable, Sendable {
    private let high: UInt64
    private let low: UInt64

    package init(random: inout some RandomNumberGenerator) {
        high = random.next()
        low = random.next()
    }

    /// 32 hexadecimal digits, as in a token.
    init?(text: String) {
        guard let bytes = Hexadecimal.bytes(in: text[...]), bytes.count == 16 else { return nil }
        high = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        low = bytes.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    var text: String {
        Hexadecimal.text(of: [high, low].flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half >> (56 - 8 * $0)) } })
    }
}
