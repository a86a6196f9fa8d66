/// Why a server did not register the TV.
package struct SignalingFailure: Sendable, Equatable {
    package enum Code: Hashable, Sendable {
        /// The token does not belong to the code: a new code is needed.
        case badToken
        /// The code is not one this server can give.
        case invalidCode
        /// The same token registered elsewhere: another TV has our identity.
        case replaced
        case rateLimited
        /// A code that only a later server knows.
        case other(String)
    }

    package var code: Code
    /// For people, in the server's language; empty if it said nothing.
    package var message: String
    /// How long the server asks us to wait.
    package var retryAfter: Duration?

    package init(code: Code, message: String = "", retryAfter: Duration? = nil) {
        self.code = code
        self.message = message
        self.retryAfter = retryAfter
    }
}

extension SignalingFailure.Code: RawRepresentable {
    package init(rawValue: String) {
        switch rawValue {
        case "bad-token": self = .badToken
        case "invalid-code": self = .invalidCode
        case "replaced": self = .replaced
        case "rate-limited": self = .rateLimited
        default: self = .other(rawValue)
        }
    }

    package var rawValue: String {
        switch self {
        case .badToken: "bad-token"
        case .invalidCode: "invalid-code"
        case .replaced: "replaced"
        case .rateLimited: "rate-limited"
        case .other(let text): text
        }
    }
}
