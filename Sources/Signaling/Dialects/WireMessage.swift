import JSON

/// One message of a signaling system, without the packet or frame around it.
package enum WireMessage: Sendable, Equatable {
    /// A Socket.IO event.
    case event(SocketIOMessage)
    /// A WebSocket text frame.
    case text(String)
}

extension WireMessage {
    /// The most that a text frame or an event's arguments may hold, in bytes of text.
    package static let longest = 64 * 1024

    /// A text frame that holds one JSON object.
    static func text(_ object: JSONObject) -> WireMessage { .text(JSONValue.object(object).serialized()) }

    /// The event, if this is one of a Socket.IO system.
    func event() throws(DialectError) -> SocketIOMessage {
        guard case .event(let message) = self else { throw .malformed(event: "message", field: "frame") }
        guard JSONValue.weigh(message.arguments, atMost: WireMessage.longest) else {
            throw .tooLong(event: String(message.event.prefix(64)), field: "payload")
        }
        return message
    }

    /// The JSON object in a text frame.
    func object() throws(DialectError) -> JSONObject {
        guard case .text(let text) = self else { throw .malformed(event: "message", field: "frame") }
        guard text.utf8.count <= WireMessage.longest else { throw .tooLong(event: "message", field: "frame") }
        guard let value = try? JSONValue(parsing: text), case .object(let object) = value else {
            throw .malformed(event: "message", field: "frame")
        }
        return object
    }
}
