import NIOCore
import NIOHTTP1
import SocketIOCore
import Wire

extension HTTPConnectionHandler {
    /// `bound` is this handler. One upgrader per connection: it is gone once the connection has been upgraded.
    func makeUpgrader(_ bound: NIOLoopBound<HTTPConnectionHandler>) -> WebSocketUpgrader {
        WebSocketUpgrader(
            shouldUpgrade: { channel, head in
                channel.eventLoop.makeSucceededFuture(bound.value.accepts(head) ? [:] : nil)
            },
            upgrade: { channel, head in try bound.value.upgrade(channel, head) }
        )
    }

    /// Decides on an upgrade; what it is refused with is kept for when the request comes again without one.
    private func accepts(_ head: HTTPRequestHead) -> Bool {
        let path = HTTPConnectionHandler.path(of: head)
        guard server.configuration.serves(path) else {
            guard server.serves(path) else { return false }
            refusal = refusal(server.admit(handshakeRequest(head, EngineIOOpening(transport: .webSocket))), for: head)
            refusal?.headers.replaceOrAdd(name: "connection", value: "close")
            return refusal == nil
        }
        do {
            switch try EngineIORequest(head, isUpgrade: true) {
            case .open(let opening):
                refusal = refusal(server.admit(handshakeRequest(head, opening)), for: head)
            case .resume(let id, _):
                guard let connection = server.connection(id) else { throw EngineIOHTTPError.sessionUnknown }
                guard connection.canBeUpgraded else { throw EngineIOHTTPError.badRequest }
            }
        } catch {
            refusal = refusal(error as? EngineIOHTTPError ?? .badRequest, for: head)
        }
        refusal?.headers.replaceOrAdd(name: "connection", value: "close")
        return refusal == nil
    }

    private func upgrade(_ channel: any Channel, _ head: HTTPRequestHead) throws {
        // The handler has left the pipeline already: the channel is asked for the address.
        let handler: WebSocketHandler
        guard server.configuration.serves(HTTPConnectionHandler.path(of: head)) else {
            let request = handshakeRequest(head, EngineIOOpening(transport: .webSocket), on: channel)
            let socket = PlainWebSocket(request: request, server: server)
            handler = WebSocketHandler(owner: socket, server: server) { socket.opened(on: $0) }
            try channel.pipeline.syncOperations.addHandler(handler)
            return
        }
        switch try EngineIORequest(head, isUpgrade: true) {
        case .open(let opening):
            let connection = server.open(handshakeRequest(head, opening, on: channel))
            handler = WebSocketHandler(owner: connection, server: server) { connection.start(on: $0) }
        case .resume(let id, _):
            guard let connection = server.connection(id) else { throw EngineIOHTTPError.sessionUnknown }
            handler = WebSocketHandler(owner: connection, server: server) { handler in
                if !connection.probeOpened(handler) { handler.close(.closedLocally) }
            }
        }
        try channel.pipeline.syncOperations.addHandler(handler)
    }
}
