/// What an error response says (RFC 8489 §14.8).
package struct STUNErrorCode: Hashable, Sendable {
    /// 300 to 699.
    package let code: Int
    /// For people reading traces; never interpreted.
    package let reason: String

    package init(_ code: Int, reason: String) {
        self.code = code
        self.reason = reason
    }

    package static let badRequest = STUNErrorCode(400, reason: "Bad Request")
    package static let unknownAttribute = STUNErrorCode(420, reason: "Unknown Attribute")
    /// RFC 8445 §7.3.1.1.
    package static let roleConflict = STUNErrorCode(487, reason: "Role Conflict")
}
