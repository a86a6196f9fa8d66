/// A `b=` line (RFC 8866 §5.8): `AS` counts kbit/s, `TIAS` bit/s (RFC 3890).
package struct SDPBandwidth: Hashable, Sendable {
    package var type: String
    package var value: UInt64

    package init(_ type: String, _ value: UInt64) {
        self.type = type
        self.value = value
    }

    /// - Parameter text: what follows `b=`; `nil` if it is not a name, a colon and a number.
    init?(parsing text: Substring) {
        let parts = text.split(separator: ":", maxSplits: 1)
        guard parts.count == 2, let value = UInt64(parts[1]) else { return nil }
        self.init(String(parts[0]), value)
    }
}
