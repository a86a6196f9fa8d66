/// What a message is about (RFC 8489 §18.2, RFC 8656 §17): 12 bits.
package struct STUNMethod: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt16

    /// Only the low 12 bits count.
    package init(rawValue: UInt16) {
        self.rawValue = rawValue & 0x0FFF
    }

    package static let binding = STUNMethod(rawValue: 0x001)
    package static let allocate = STUNMethod(rawValue: 0x003)
    package static let refresh = STUNMethod(rawValue: 0x004)
    package static let send = STUNMethod(rawValue: 0x006)
    package static let data = STUNMethod(rawValue: 0x007)
    package static let createPermission = STUNMethod(rawValue: 0x008)
    package static let channelBind = STUNMethod(rawValue: 0x009)
}
