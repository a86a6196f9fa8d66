package import SocketIOCore

/// How a client wants its session.
package struct EngineIOOpening: Sendable, Equatable {
    package var transport: EngineIOServerSession.Transport
    package var revision = EngineIORevision.four
    /// It cannot take bytes.
    package var isBase64 = false
}
