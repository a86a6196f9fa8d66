import Dialects
import JSON
import Logging
import NIOHTTP1
import SocketIOCore
import SocketIOServer
import Wire

/// Answers the operating port: health and readiness to anybody, the rest to whoever knows the token.
final class OperatingResponder: HTTPResponder {
    private let operations: RoomOperations
    private let token: OperatingToken
    private let logger: Logger
    private let now: () -> MonotonicTime
    /// Wrong tokens of each network.
    private var wrongTokens = AttemptLimiter(burst: 10, interval: .seconds(6))
    /// Nothing here takes a body.
    let maximumBodyBytes = 0

    init(_ operations: RoomOperations, token: OperatingToken, logger: Logger, now: @escaping () -> MonotonicTime) {
        self.operations = operations
        self.token = token
        self.logger = logger
        self.now = now
    }

    func answer(_ request: HTTPRequest) -> HTTPAnswer {
        var response = response(to: request)
        response.headers.replaceOrAdd(name: "cache-control", value: "no-store")
        response.headers.add(name: "x-content-type-options", value: "nosniff")
        return .now(response)
    }

    private func response(to request: HTTPRequest) -> HTTPResponse {
        guard request.isSecure || request.remoteAddress?.ip.unmapped.isLoopback ?? true else {
            return problem(.forbidden, "From another machine this port takes TLS only. Ask with https://.")
        }
        switch (request.method, request.path) {
        case (.GET, "/healthz"): return operations.health
        case (.GET, "/readyz"): return operations.ready
        default: break
        }
        if let refusal = authorize(request) { return refusal }
        switch (request.method, request.path) {
        case (.GET, "/metrics"):
            return HTTPResponse(
                status: .ok,
                contentType: "text/plain; version=0.0.4; charset=utf-8",
                body: operations.metrics()
            )
        case (.GET, "/rooms"): return json(["rooms": .array(operations.rooms.map { .object($0.json) })])
        case (.POST, "/drain"):
            log("drains: new clients are refused, those there are sent away", request)
            operations.drain()
            return operations.ready
        case (.DELETE, "/drain"):
            log("takes clients again", request)
            operations.resume()
            return operations.ready
        default: return roomResponse(to: request)
        }
    }

    /// `/rooms/CODE`, `/rooms/CODE/rotate`, `/rooms/CODE/senders`, `/rooms/CODE/senders/ID`.
    private func roomResponse(to request: HTTPRequest) -> HTTPResponse {
        let parts = request.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        guard parts.first == "rooms", (2...4).contains(parts.count), let code = ProjectionCode(typed: String(parts[2])) else {
            return problem(.notFound, "There is nothing here. Documentation/RoomServer.md has the list.")
        }
        guard let room = operations.room(code) else { return problem(.notFound, "No TV of this server has that code.") }
        let rest = parts.dropFirst(2)
        switch (request.method, rest.first, rest.dropFirst().first) {
        case (.GET, nil, nil): return json(room.json)
        case (.DELETE, nil, nil):
            log("evicts a TV", request, room)
            operations.evict(code)
            return json([:])
        case (.POST, "rotate", nil):
            guard let new = operations.rotate(code) else {
                return problem(.conflict, "The TV is away, or no code is free. Try again when it is here.")
            }
            log("gives a TV another code", request, room)
            return json(["code": .string(new.description)])
        case (.DELETE, "senders", let peer):
            let count = operations.evictSenders(peer.map { PeerID(String($0)) }, from: code)
            guard peer == nil || count > 0 else { return problem(.notFound, "No sender of that id is in the room.") }
            log("evicts senders", request, room)
            return json(["evicted": .integer(Int64(count))])
        default: return problem(.methodNotAllowed, "That cannot be done here. Documentation/RoomServer.md has the list.")
        }
    }

    private func authorize(_ request: HTTPRequest) -> HTTPResponse? {
        let address = request.remoteAddress?.ip ?? .v4(0x7F00_0001)
        if let delay = wrongTokens.delay(for: address, now: now()) {
            var response = problem(.tooManyRequests, "Too many wrong tokens came from this network. Wait, then try again.")
            response.headers.add(name: "retry-after", value: String(max(1, Int64(delay.seconds.rounded(.up)))))
            return response
        }
        guard token.matches(request.headers.first(name: "authorization")) else {
            wrongTokens.count(address, now: now())
            if request.headers.contains(name: "authorization") {
                logger.warning("a wrong token at the operating port", metadata: ["address": "\(address)"])
            }
            var response = problem(.unauthorized, "This needs the token: \"Authorization: Bearer ...\" (admin.tokenFile).")
            response.headers.add(name: "www-authenticate", value: "Bearer")
            return response
        }
        return nil
    }

    private func json(_ object: JSONObject, _ status: HTTPResponseStatus = .ok) -> HTTPResponse {
        HTTPResponse(status: status, contentType: "application/json", body: JSONValue.object(object).serialized() + "\n")
    }

    private func problem(_ status: HTTPResponseStatus, _ message: String) -> HTTPResponse {
        json(["error": .string(message)], status)
    }

    /// Who did what to whom, without codes.
    private func log(_ action: Logger.Message, _ request: HTTPRequest, _ room: RoomSummary? = nil) {
        var metadata: Logger.Metadata = ["action": "\(action)"]
        metadata["by"] = request.remoteAddress.map { "\($0.ip)" }
        metadata["tv"] = room?.tvName.map { "\($0)" }
        logger.notice("the operator's port was used", metadata: metadata)
    }
}
