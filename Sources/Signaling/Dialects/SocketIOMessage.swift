package import JSON

/// One Socket.IO event, without the packet around it: what a Socket.IO dialect reads and writes.
package struct SocketIOMessage: Sendable, Equatable {
    package var event: String
    package var arguments: [JSONValue]

    package init(event: String, arguments: [JSONValue] = []) {
        self.event = event
        self.arguments = arguments
    }
}
