import NIOCore
import SocketIOCore

/// What a session's packets travel through. Everything happens on one event loop.
protocol ClientTransport: AnyObject {
    /// Queues a packet.
    func send(_ packet: EngineIOPacket)
    /// Sends what is queued.
    func flush()
    /// Sends what is queued and closes; succeeds when nothing is left open, whatever happened to it.
    func close() -> EventLoopFuture<Void>
}

/// Whom a transport tells. Nothing is told after `transportFailed` or a `close`.
protocol ClientTransportDelegate: AnyObject {
    func transport(_ transport: any ClientTransport, received packet: EngineIOPacket)
    /// All that arrived together has been told.
    func transportReadComplete(_ transport: any ClientTransport)
    func transport(_ transport: any ClientTransport, failed failure: ClientTransportFailure)
    /// The framing of the server's answers gave its revision away.
    func transport(_ transport: any ClientTransport, recognised revision: EngineIORevision)
}

enum ClientTransportFailure: Error {
    /// There was no connection.
    case connect(SocketIOClientFailure)
    /// The server answered, but not by opening this transport; 0 if it just hung up or kept silent.
    case refused(status: Int)
    case closed(SocketIODisconnectReason)
}
