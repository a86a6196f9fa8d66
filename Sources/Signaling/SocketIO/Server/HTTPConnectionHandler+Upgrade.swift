import NIOCore
import NIOHTTP1
import SocketIOCore
import Wire

extension HTTPConnectionHandler {
    /// What a connection becomes.
    enum Upgrade {
        case plain(SocketIOHandshakeRequest)
        case open(SocketIOHandshakeRequest)
        /// The session may move to it. If it can't by then the WebSocket is closed: clients take a refused handshake for an error.
        case probe(EngineConnection)

        /// Of a new session.
        var handshake: SocketIOHandshakeRequest? {
            switch self {
            case .plain(let handshake), .open(let handshake): handshake
            case .probe: nil
            }
        }
    }

    /// `bound` is this handler. One upgrader per connection: it is gone once the connection has been upgraded.
    func makeUpgrader(_ bound: NIOLoopBound<HTTPConnectionHandler>) -> WebSocketUpgrader {
        WebSocketUpgrader(
            shouldUpgrade: { channel, head in
                channel.eventLoop.makeSucceededFuture(bound.value.accepts(head) ? [:] : nil)
            },
            upgrade: { channel in try bound.value.upgrade(channel) }
        )
    }

    /// Decides on an upgrade, and keeps what it leads to; what it is refused with is kept for when the request comes again without
    /// one.
    private func accepts(_ head: HTTPRequestHead) -> Bool {
        do throws(EngineIOHTTPError) {
            guard let upgrade = try wantedUpgrade(by: head) else { return false }
            accepted = upgrade
            if let handshake = upgrade.handshake { refusal = refusal(server.admit(handshake), for: head) }
        } catch {
            refusal = refusal(error, for: head)
        }
        refusal?.headers.replaceOrAdd(name: "connection", value: "close")
        return refusal == nil
    }

    /// `nil` where there are no WebSockets.
    private func wantedUpgrade(by head: HTTPRequestHead) throws(EngineIOHTTPError) -> Upgrade? {
        let path = HTTPConnectionHandler.path(of: head)
        guard server.configuration.serves(path) else {
            return server.serves(path) ? .plain(handshakeRequest(head, EngineIOOpening(transport: .webSocket))) : nil
        }
        switch try EngineIORequest(head, isUpgrade: true) {
        case .open(let opening): return .open(handshakeRequest(head, opening))
        case .resume(let id, _):
            guard let connection = server.connection(id) else { throw .sessionUnknown }
            return .probe(connection)
        }
    }

    /// Called once the answer is written.
    private func upgrade(_ channel: any Channel) throws {
        let handler: WebSocketHandler
        switch accepted.take() {
        case .plain(let request):
            let socket = PlainWebSocket(request: request, server: server)
            handler = WebSocketHandler(owner: socket, server: server) { socket.opened(on: $0) }
        case .open(let request):
            let connection = server.open(request)
            handler = WebSocketHandler(owner: connection, server: server) { connection.start(on: $0) }
        case .probe(let connection):
            handler = WebSocketHandler(owner: connection, server: server) { handler in
                if !connection.probeOpened(handler) { handler.close(.closedLocally) }
            }
        case nil:
            assertionFailure("an upgrade that nobody has accepted")
            throw EngineIOHTTPError.badRequest
        }
        try channel.pipeline.syncOperations.addHandler(handler)
    }
}
