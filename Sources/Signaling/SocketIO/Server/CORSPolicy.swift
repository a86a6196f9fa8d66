package import NIOHTTP1

/// Which pages of other origins may read the answers to polling requests.
///
/// This protects nobody on WebSocket, where browsers don't ask: check the origin in `SocketIOServerDelegate.admit`.
package enum CORSPolicy: Sendable, Equatable {
    /// No headers at all: only pages of our own origin.
    case sameOrigin
    /// Every page. Without credentials, unless the client is one of Socket.IO 2.x: those always ask for them, and take no
    /// `*` then. Nothing is lost by it, for this server has no cookies.
    case any
    /// These origins, such as `https://example.org`, with credentials.
    case origins(Set<String>)

    /// The headers that a response to this request carries.
    package func headers(for request: HTTPRequestHead) -> HTTPHeaders {
        guard let origin = request.headers.first(name: "origin") else { return [:] }
        switch self {
        case .sameOrigin: return [:]
        case .any where request.uri.contains("EIO=3"): return CORSPolicy.withCredentials(origin)
        case .any: return ["access-control-allow-origin": "*"]
        case .origins(let allowed):
            return allowed.contains(origin) ? CORSPolicy.withCredentials(origin) : ["vary": "Origin"]
        }
    }

    private static func withCredentials(_ origin: String) -> HTTPHeaders {
        ["access-control-allow-origin": origin, "access-control-allow-credentials": "true", "vary": "Origin"]
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
