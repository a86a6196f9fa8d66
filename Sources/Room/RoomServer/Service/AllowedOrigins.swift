import NIOHTTP1
import SocketIOServer

/// Whose pages may talk to the server. Browsers ask nobody before they open a WebSocket, so the server looks itself
/// (RFC 6455 §10.2); what comes without `Origin` is no page.
struct AllowedOrigins {
    private let policy: CORSPolicy
    private let publicOrigin: String?

    init(_ configuration: RoomServerConfiguration) {
        policy = configuration.cors
        publicOrigin = configuration.publicURL.map(Self.origin(of:))
    }

    func allow(_ request: SocketIOHandshakeRequest) -> Bool {
        guard policy != .any, let origin = request.origin?.lowercased() else { return true }
        if case .origins(let allowed) = policy, allowed.contains(origin) { return true }
        // The page of this server, by whatever name it was opened.
        let host = request.head.headers.first(name: "host")?.lowercased()
        return origin == publicOrigin || host.map { ["https://" + $0, "http://" + $0].contains(origin) } ?? false
    }

    /// Scheme, host and port of an address (RFC 6454 §4), as browsers write them.
    private static func origin(of url: String) -> String {
        let parts = url.lowercased().split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { return url.lowercased() }
        return "\(parts[0])//\(parts[2].prefix { $0 != "/" })"
    }
}
