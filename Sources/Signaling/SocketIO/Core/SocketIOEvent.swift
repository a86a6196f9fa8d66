package import JSON

/// An event as one end emitted it.
package struct SocketIOEvent: Sendable, Equatable {
    package var name: String
    package var arguments: [JSONValue]
    /// Binary values; `arguments` hold `{"_placeholder":true,"num":i}` in their places.
    package var attachments: [[UInt8]]
    /// Present if the other end wants an answer.
    package var acknowledgement: UInt64?

    package init(
        _ name: String,
        _ arguments: [JSONValue] = [],
        attachments: [[UInt8]] = [],
        acknowledgement: UInt64? = nil
    ) {
        self.name = name
        self.arguments = arguments
        self.attachments = attachments
        self.acknowledgement = acknowledgement
    }

    /// The event in an EVENT or BINARY_EVENT packet; `nil` if its name is a number, which we never use.
    package init?(_ packet: consuming SocketIOPacket) {
        guard case .array(var elements)? = packet.data, case .string(let name)? = elements.first else { return nil }
        // Else the elements would be copied to lose the first.
        packet.data = nil
        elements.removeFirst()
        self.init(name, elements, attachments: packet.attachments, acknowledgement: packet.acknowledgement)
    }

    /// The packet that carries this event.
    package func packet(in namespace: String = SocketIOPacket.root) -> SocketIOPacket {
        SocketIOPacket(
            attachments.isEmpty ? .event : .binaryEvent,
            namespace: namespace,
            acknowledgement: acknowledgement,
            data: .array([.string(name)] + arguments),
            attachments: attachments
        )
    }

    /// Appends the text of the packet that carries this event. What it has of attachments follows on its own.
    package func append(to bytes: inout [UInt8], in namespace: String) {
        SocketIOPacket.appendHead(
            attachments.isEmpty ? .event : .binaryEvent,
            attachments.count,
            namespace,
            acknowledgement,
            to: &bytes
        )
        bytes.append(UInt8(ascii: "["))
        JSONValue.string(name).append(to: &bytes)
        for argument in arguments {
            bytes.append(UInt8(ascii: ","))
            argument.append(to: &bytes)
        }
        bytes.append(UInt8(ascii: "]"))
    }
}
