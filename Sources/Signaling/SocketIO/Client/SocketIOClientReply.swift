package import JSON

/// Answers one event of the server's, if it asked for an answer. Used on the client's event loop.
package struct SocketIOClientReply {
    let connection: ClientConnection
    let id: UInt64

    package func callAsFunction(_ arguments: [JSONValue] = []) {
        connection.acknowledge(id, arguments)
    }
}
