package import NIOHTTP1

/// Which pages of other origins may read the answers to polling requests.
///
/// This protects nobody on WebSocket, where browsers don't ask: check the origin in `SocketIOServerDelegate.admit`.
package enum CORSPolicy: Sendable, Equatable {
    /// No headers at all: only pages of our own origin.
    case sameOrigin
    /// Every page, without credentials.
    case any
    /// These origins, such as `https://example.org`, with credentials.
    case origins(Set<String>)

    /// The headers that a response to this request carries.
    package func headers(for request: HTTPRequestHead) -> HTTPHeaders {
        guard let origin = request.headers.first(name: "origin") else { return [:] }
        switch self {
        case .sameOrigin: return [:]
        case .any: return ["access-control-allow-origin": "*"]
        case .origins(let allowed):
            guard allowed.contains(origin) else { return ["vary": "Origin"] }
            return [
                "access-control-allow-origin": origin,
                "access-control-allow-credentials": "true",
                "vary": "Origin",
            ]
        }
    }

    /// The headers that answer a preflight request.
    func preflightHeaders(for request: HTTPRequestHead) -> HTTPHeaders {
        var headers = headers(for: request)
        headers.add(name: "access-control-allow-methods", value: "GET,HEAD,PUT,PATCH,POST,DELETE")
        if let wanted = request.headers.first(name: "access-control-request-headers") {
            headers.add(name: "access-control-allow-headers", value: wanted)
            headers.add(name: "vary", value: "Access-Control-Request-Headers")
        }
        return headers
    }
}
