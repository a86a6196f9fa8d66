import NIOHTTP1
import SocketIOCore

/// What a request under the server's path wants, told from its query.
enum EngineIORequest {
    case open(EngineIOOpening)
    case resume(RandomID, EngineIOServerSession.Transport)

    /// Reads the request; throws what it is refused with, in the stock server's order of checks.
    init(_ head: HTTPRequestHead, isUpgrade: Bool) throws(EngineIOHTTPError) {
        let query = head.uri.drop { $0 != "?" }.dropFirst()
        var values: [Substring: Substring] = [:]
        for item in query.split(separator: "&") {
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { values[parts[0]] = parts[1] }
        }
        let transport: EngineIOServerSession.Transport
        switch values["transport"] {
        case "polling": transport = .polling
        case "websocket": transport = .webSocket
        default: throw .transportUnknown
        }
        // JSONP, which this server does not speak.
        guard values["j"] == nil else { throw .badRequest }
        if let sid = values["sid"] {
            guard let id = RandomID(sid) else { throw .sessionUnknown }
            guard isUpgrade == (transport == .webSocket) else { throw .badRequest }
            self = .resume(id, transport)
        } else {
            guard head.method == .GET else { throw .badHandshakeMethod }
            guard isUpgrade == (transport == .webSocket) else { throw .badRequest }
            let revision: EngineIORevision
            switch values["EIO"] {
            case "3": revision = .three
            case "4": revision = .four
            default: throw .unsupportedProtocolVersion
            }
            let isBase64 = values["b64"]?.isEmpty == false
            self = .open(EngineIOOpening(transport: transport, revision: revision, isBase64: isBase64))
        }
    }
}
