import NIOCore
import NIOHTTP1
import NIOWebSocket
import SocketIOCore
import Wire

extension HTTPConnectionHandler {
    /// `bound` is this handler. One upgrader per connection: it is gone once the connection has been upgraded.
    func makeUpgrader(_ bound: NIOLoopBound<HTTPConnectionHandler>) -> NIOWebSocketServerUpgrader {
        NIOWebSocketServerUpgrader(
            maxFrameSize: server.configuration.sessions.maxPayload + 1024,
            automaticErrorHandling: false,
            shouldUpgrade: { channel, head in
                channel.eventLoop.makeSucceededFuture(bound.value.accepts(head) ? [:] : nil)
            },
            upgradePipelineHandler: { channel, head in
                channel.eventLoop.makeCompletedFuture { try bound.value.upgrade(channel, head) }
            }
        )
    }

    /// Decides on an upgrade; what it is refused with is kept for when the request comes again without one.
    private func accepts(_ head: HTTPRequestHead) -> Bool {
        guard HTTPConnectionHandler.path(of: head) == server.configuration.path else { return false }
        do {
            switch try EngineIORequest(head, isUpgrade: true) {
            case .open(let transport):
                refusal = refusal(server.admit(handshakeRequest(head, transport)), for: head)
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
        let handler: WebSocketHandler
        switch try EngineIORequest(head, isUpgrade: true) {
        case .open(let transport):
            let request = SocketIOHandshakeRequest(
                head: head,
                remoteAddress: channel.remoteAddress.flatMap(TransportAddress.init),
                isSecure: isSecure,
                transport: transport
            )
            handler = WebSocketHandler(connection: server.open(request), role: .transport, limits: server.configuration.sessions)
        case .resume(let id, _):
            guard let connection = server.connection(id) else { throw EngineIOHTTPError.sessionUnknown }
            handler = WebSocketHandler(connection: connection, role: .probe, limits: server.configuration.sessions)
        }
        try channel.pipeline.syncOperations.addHandler(handler)
    }
}
