package import JSON
package import NIOHTTP1
package import SocketIOCore
package import Wire

/// A client that asks for a session.
package struct SocketIOHandshakeRequest: Sendable {
    package var head: HTTPRequestHead
    package var remoteAddress: TransportAddress?
    package var isSecure: Bool
    package var opening: EngineIOOpening

    /// The page it comes from, if it comes from one.
    package var origin: String? { head.headers.first(name: "origin") }
}

package enum SocketIOAdmission: Sendable, Equatable {
    case accept
    /// For pages that have no business here: 403, and stock clients try again like after any failure.
    case forbid
    /// 429 or 503: stock clients come back by themselves.
    case refuse(HTTPResponseStatus, message: String, retryAfter: Duration?)
}

/// Answers one event of a client, if the client asked for an answer; further calls do nothing.
package struct SocketIOReply {
    let socket: SocketIOSocket
    let id: UInt64

    package func callAsFunction(_ arguments: [JSONValue] = [], attachments: [[UInt8]] = []) {
        socket.acknowledge(id, arguments, attachments)
    }
}

/// What a server's sockets do. Everything is called on the server's event loop.
package protocol SocketIOServerDelegate: AnyObject {
    /// Something came on a session of bare Engine.IO.
    func received(_ message: WebSocketMessageAssembler.Message, from client: EngineIOClient)

    /// Asked once for each new session, before it exists.
    func admit(_ request: SocketIOHandshakeRequest) -> SocketIOAdmission

    /// The client has joined the namespace that its socket names; `auth` is what it sent along.
    func socketConnected(_ socket: SocketIOSocket, auth: JSONValue?)

    /// The client emitted an event; `reply` is there if it wants an answer.
    func socket(_ socket: SocketIOSocket, received event: SocketIOEvent, reply: SocketIOReply?)

    /// The client has left, or its connection is lost. Nothing more comes from this socket.
    func socketDisconnected(_ socket: SocketIOSocket, reason: SocketIODisconnectReason)
}

extension SocketIOServerDelegate {
    package func received(_ message: WebSocketMessageAssembler.Message, from client: EngineIOClient) {}

    package func admit(_ request: SocketIOHandshakeRequest) -> SocketIOAdmission { .accept }
}
