package import JSON
package import NIOHTTP1
package import SocketIOCore
package import Wire

/// A client that has joined a namespace. Used on the server's event loop only.
package final class SocketIOSocket {
    /// What is kept of the request that opened the session.
    package struct Handshake: Sendable {
        package let remoteAddress: TransportAddress?
        package let isSecure: Bool
        /// Those named in `SocketIOServerConfiguration.retainedHeaders`.
        package let headers: HTTPHeaders
        /// What followed the `?`, as it was sent.
        package let query: String
    }

    package let namespace: String
    /// Public: what the client knows itself by.
    package let id: RandomID
    package let handshake: Handshake
    /// Whatever the owner wants to find again by the socket.
    package var userInfo: AnyObject?

    /// Until the client has left: they hold each other.
    private var connection: EngineConnection?
    private var nextAcknowledgement: UInt64 = 0
    private var acknowledgements: [UInt64: ([JSONValue]?) -> Void] = [:]

    init(id: RandomID, namespace: String, handshake: Handshake, connection: EngineConnection) {
        self.id = id
        self.namespace = namespace
        self.handshake = handshake
        self.connection = connection
    }

    package var remoteAddress: TransportAddress? { handshake.remoteAddress }

    /// Whether the client can still be told anything.
    package var isConnected: Bool { connection != nil }

    /// The transport it is on at the moment.
    package var transport: EngineIOServerSession.Transport? { connection?.transport }

    /// From now on the session does not count for what its network may have: many honest ones come from one address.
    package func exemptFromSessionLimit() {
        connection?.discount()
    }

    /// Emits an event; dropped if the client has gone.
    ///
    /// `answered` is called once: with the client's answer, or with `nil` when the client has gone without one.
    package func emit(
        _ name: String,
        _ arguments: [JSONValue] = [],
        attachments: [[UInt8]] = [],
        answered: (([JSONValue]?) -> Void)? = nil
    ) {
        guard let connection else {
            answered?(nil)
            return
        }
        var event = SocketIOEvent(name, arguments, attachments: attachments)
        if let answered {
            event.acknowledgement = nextAcknowledgement
            acknowledgements[nextAcknowledgement] = answered
            nextAcknowledgement += 1
        }
        connection.send(event, in: namespace)
    }

    /// Leaves every namespace and closes: a stock client does not come back from this by itself.
    package func disconnect() {
        connection?.disconnect()
    }

    /// Closes the connection without leaving: a stock client comes back by its back-off.
    package func close() {
        connection?.close(.serverShutdown)
    }

    func acknowledge(_ id: UInt64, _ arguments: [JSONValue], _ attachments: [[UInt8]]) {
        guard let connection else { return }
        let packet = SocketIOPacket(
            attachments.isEmpty ? .acknowledgement : .binaryAcknowledgement,
            namespace: namespace,
            acknowledgement: id,
            data: .array(arguments),
            attachments: attachments
        )
        connection.send(packet)
    }

    func acknowledged(_ id: UInt64, _ arguments: [JSONValue]) {
        acknowledgements.removeValue(forKey: id)?(arguments)
    }

    func disconnected() {
        connection = nil
        let unanswered = acknowledgements
        acknowledgements = [:]
        for (_, answered) in unanswered.sorted(by: { $0.key < $1.key }) { answered(nil) }
    }
}
