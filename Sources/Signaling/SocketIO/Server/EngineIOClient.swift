package import SocketIOCore

/// A session of bare Engine.IO, without Socket.IO above it. Used on the server's event loop only.
package struct EngineIOClient {
    let connection: EngineConnection

    /// Sends a message, or nothing if the client has gone.
    package func send(_ message: WebSocketMessageAssembler.Message) {
        switch message {
        case .text(let text): connection.send(.message(text))
        case .binary(let bytes): connection.send(.binary(bytes))
        }
    }
}
