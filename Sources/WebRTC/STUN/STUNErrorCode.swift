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

    package static let tryAlternate = STUNErrorCode(300, reason: "Try Alternate")
    package static let badRequest = STUNErrorCode(400, reason: "Bad Request")
    package static let unauthenticated = STUNErrorCode(401, reason: "Unauthenticated")
    package static let forbidden = STUNErrorCode(403, reason: "Forbidden")
    package static let unknownAttribute = STUNErrorCode(420, reason: "Unknown Attribute")
    package static let allocationMismatch = STUNErrorCode(437, reason: "Allocation Mismatch")
    package static let staleNonce = STUNErrorCode(438, reason: "Stale Nonce")
    package static let unsupportedTransport = STUNErrorCode(442, reason: "Unsupported Transport Protocol")
    package static let allocationQuotaReached = STUNErrorCode(486, reason: "Allocation Quota Reached")
    package static let insufficientCapacity = STUNErrorCode(508, reason: "Insufficient Capacity")
    /// RFC 8445 §7.3.1.1.
    package static let roleConflict = STUNErrorCode(487, reason: "Role Conflict")
}
