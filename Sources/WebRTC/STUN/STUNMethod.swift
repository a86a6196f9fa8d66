/// What a message is about (RFC 8489 §18.2): 12 bits.
package struct STUNMethod: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt16

    /// Only the low 12 bits count.
    package init(rawValue: UInt16) {
        self.rawValue = rawValue & 0x0FFF
    }

    package static let binding = STUNMethod(rawValue: 0x001)
}
