import JSON

/// How a server answers a request that it does not accept, in the words and numbers of the stock server.
package enum EngineIOHTTPError: Int, Error, Sendable {
    case transportUnknown = 0
    case sessionUnknown = 1
    case badHandshakeMethod = 2
    case badRequest = 3
    case forbidden = 4
    case unsupportedProtocolVersion = 5

    /// The HTTP status code.
    package var status: Int { self == .forbidden ? 403 : 400 }

    package var message: String {
        switch self {
        case .transportUnknown: "Transport unknown"
        case .sessionUnknown: "Session ID unknown"
        case .badHandshakeMethod: "Bad handshake method"
        case .badRequest: "Bad request"
        case .forbidden: "Forbidden"
        case .unsupportedProtocolVersion: "Unsupported protocol version"
        }
    }

    /// The body of the response.
    package var json: String {
        JSONValue.object(["code": .integer(Int64(rawValue)), "message": .string(message)]).serialized()
    }
}
