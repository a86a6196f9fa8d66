import SocketIOCore

/// A client's connection that a server closes before it stops.
protocol Drainable: AnyObject {
    func close(_ reason: SocketIODisconnectReason)
}

extension EngineConnection: Drainable {}
extension PlainWebSocket: Drainable {}
