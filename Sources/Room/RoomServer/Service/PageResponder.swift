import NIOCore
import NIOHTTP1
import SocketIOServer
import Wire

/// Serves the sender page at `/` and at `/CODE`, its parts, `/healthz` and `/readyz`; everything else is 404.
final class PageResponder: HTTPResponder {
    private let plainHTTP: RoomServerConfiguration.PlainHTTP
    private let isSelfSigned: Bool
    /// Where browsers without TLS are sent; known once the server listens.
    var senderURL = ""
    var readiness = Readiness.ready
    /// Of the TURN server, whose state is part of our health, if there is one.
    var relay: RelayMonitor?
    /// Whether the store that servers share answers; `nil` for a server that is alone.
    var isDirectoryUp: () -> Bool? = { nil }
    /// Nothing here takes a body.
    let maximumBodyBytes = 0

    init(plainHTTP: RoomServerConfiguration.PlainHTTP, isSelfSigned: Bool) {
        self.plainHTTP = plainHTTP
        self.isSelfSigned = isSelfSigned
    }

    /// Whether the server talks to this client at all: over TLS to everyone, without it as the configuration says.
    func isAllowed(isSecure: Bool, from address: TransportAddress?) -> Bool {
        isSecure || plainHTTP == .all || (address?.ip.unmapped.isLoopback ?? true)
    }

    func answer(_ request: HTTPRequest) -> HTTPAnswer {
        var response = response(to: request)
        response.headers.add(name: "x-content-type-options", value: "nosniff")
        // A browser that has been told to insist on TLS lets nobody accept a self-signed certificate any more.
        if request.isSecure, !isSelfSigned {
            response.headers.add(name: "strict-transport-security", value: "max-age=15552000")
        }
        return .now(response)
    }

    private func response(to request: HTTPRequest) -> HTTPResponse {
        guard request.method == .GET || request.method == .HEAD else {
            return text(.methodNotAllowed, "Only GET and HEAD are served here.", ["allow": "GET, HEAD"])
        }
        guard isAllowed(isSecure: request.isSecure, from: request.remoteAddress) else { return insecure(request) }
        switch request.path {
        // That the event loop answers is the whole of it: a server whose relay is broken is not better when it is restarted.
        case "/healthz": return health
        case "/readyz": return ready
        default: break
        }
        guard let asset = asset(at: request.path) else { return text(.notFound, "There is nothing here. The page is at /.") }
        return serve(asset, to: request)
    }

    var health: HTTPResponse {
        guard let relay else { return state(.ok, "ok") }
        let word = relay.works.map { $0 ? "ok" : "failing" } ?? "unknown"
        return state(.ok, "ok", more: #","relay":"\#(word)""#)
    }

    /// A lost store is told and no reason to send clients elsewhere: see Decisions/0183.
    var ready: HTTPResponse {
        let directory = isDirectoryUp().map { #","directory":"\#($0 ? "up" : "lost")""# } ?? ""
        return state(readiness == .ready ? .ok : .serviceUnavailable, readiness.rawValue, more: directory)
    }

    private func state(_ status: HTTPResponseStatus, _ state: String, more: String = "") -> HTTPResponse {
        let body = #"{"status":"\#(state)"\#(more)}"#
        return HTTPResponse(
            status: status,
            contentType: "application/json",
            body: body,
            headers: ["cache-control": "no-store"]
        )
    }

    private func asset(at path: Substring) -> PageAsset? {
        if let asset = PageAsset.all[String(path)] { return asset }
        guard path.first == "/", let typed = Self.decoded(path.dropFirst()), !typed.contains(where: { "/.".contains($0) }) else {
            return nil
        }
        return ProjectionCode(typed: typed) == nil ? nil : PageAsset.index
    }

    private func serve(_ asset: PageAsset, to request: HTTPRequest) -> HTTPResponse {
        var headers: HTTPHeaders = ["etag": asset.entityTag, "cache-control": "no-cache"]
        if request.headers["if-none-match"].joined(separator: ",").contains(asset.entityTag) {
            return HTTPResponse(status: .notModified, headers: headers)
        }
        headers.add(name: "content-type", value: asset.contentType)
        headers.add(contentsOf: Self.policies)
        return HTTPResponse(status: .ok, headers: headers, body: asset.body)
    }

    /// The page loads from its own origin only, is shown in no frame, and may capture the screen. Its
    /// address may hold a code, which goes to nobody as a referrer.
    private static let policies: HTTPHeaders = [
        "content-security-policy":
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        "permissions-policy": "display-capture=(self)",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
    ]

    /// Only a browser's page is sent on: a client that speaks another protocol here would not notice, or loop.
    private func insecure(_ request: HTTPRequest) -> HTTPResponse {
        let target = secureURL(for: request)
        let explanation = "This server takes plain HTTP from its own machine only. Open \(target) instead."
        guard request.headers["accept"].contains(where: { $0.contains("text/html") }), asset(at: request.path) != nil else {
            return text(.forbidden, explanation)
        }
        return text(.permanentRedirect, explanation, ["location": target, "cache-control": "no-store"])
    }

    /// The same host and port, where TLS is spoken too.
    private func secureURL(for request: HTTPRequest) -> String {
        let host = request.headers.first(name: "host") ?? ""
        let isHost = { (character: Character) in
            character.isASCII && (character.isLetter || character.isNumber || ".-:[]".contains(character))
        }
        guard !host.isEmpty, host.utf8.count <= 255, host.allSatisfy(isHost) else { return senderURL }
        return "https://\(host)\(request.path)"
    }

    private func text(_ status: HTTPResponseStatus, _ body: String, _ headers: HTTPHeaders = [:]) -> HTTPResponse {
        HTTPResponse(status: status, contentType: "text/plain; charset=utf-8", body: body + "\n", headers: headers)
    }

    /// `nil` for a broken escape or what is no UTF-8 (RFC 3986 §2.1).
    private static func decoded(_ path: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = path.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let escaped = Hexadecimal.bytes(in: Substring(rest.prefix(2))), escaped.count == 1 else { return nil }
            bytes += escaped
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
