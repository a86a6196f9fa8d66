/// What a client is connected by.
package enum SessionKind: Hashable, Sendable, CaseIterable {
    /// Engine.IO of revision 4.
    case polling, webSocket
    /// Engine.IO of revision 3: clients of Socket.IO 2.x.
    case pollingRevision3, webSocketRevision3
    case plainWebSocket
}
