/// Why a TV got no code or a sender did not get in: a word for programs, a sentence for people.
package struct RoomRefusal: Sendable, Equatable {
    /// The words of the wire.
    package enum Code: String, Sendable, CaseIterable {
        /// The token is not one this server signed for that code.
        case badToken = "bad-token"
        /// What was asked for cannot be a code.
        case invalidCode = "invalid-code"
        /// The same token registered on another connection.
        case replaced
        case rateLimited = "rate-limited"
        /// No such code, or its TV is away: one answer for both.
        case unavailable
        /// The TV is away; only said to a sender that has been in its room.
        case tvOffline = "tv-offline"
        case busy
        /// A message that makes no sense, or none here.
        case badRequest = "bad-request"
    }

    package var code: Code
    /// What failed, why, and what to do.
    package var message: String
    /// When it makes sense to try again.
    package var retryAfter: Duration?
    /// Who has the screen, with `busy`.
    package var presenter: String?

    package init(code: Code, message: String, retryAfter: Duration? = nil, presenter: String? = nil) {
        self.code = code
        self.message = message
        self.retryAfter = retryAfter
        self.presenter = presenter
    }
}
