import JSON

extension SocketIOPacket {
    /// Bytes of a whole packet.
    private static let longestVerbatim = 64 * 1024
    private static let reservedNames: Set<String> = [
        "connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener",
    ]

    /// The text of a packet, and how many attachments will follow.
    struct Header {
        var packet: SocketIOPacket
        var attachmentCount: Int
    }

    /// Reads `<type>[<attachments>-][<namespace>,][<ack id>][JSON]` and checks that the JSON suits the type.
    ///
    /// - Parameter passesOn: what an event's arguments are made of stays text, if it is not too long.
    static func header(parsing text: Substring, passesOn: Bool = false) throws(SocketIOError) -> Header {
        let utf8 = text.utf8
        var reader = SocketIOTextReader(utf8.span)
        let kind = try reader.readKind()
        var packet = SocketIOPacket(kind)
        let attachmentCount = kind.isBinary ? try reader.readAttachmentCount() : 0
        packet.namespace = try reader.readNamespace()
        packet.acknowledgement = try reader.readAcknowledgement()
        // What is short enough for a message is short enough to be kept with its escapes and its white space.
        let isVerbatim = passesOn && kind == .event && utf8.count <= longestVerbatim
        packet.data = try reader.readData(verbatimDepth: isVerbatim ? 2 : .max)
        try packet.checkData()
        return Header(packet: packet, attachmentCount: attachmentCount)
    }

    private func checkData() throws(SocketIOError) {
        switch (kind, data) {
        case (.connect, nil), (.connect, .object), (.disconnect, nil), (.connectError, .object), (.connectError, .string): break
        case (.event, .array(let elements)), (.binaryEvent, .array(let elements)):
            switch elements.first {
            case .string(let name)?:
                guard !SocketIOPacket.reservedNames.contains(name) else { throw .reservedEventName }
            case .integer?, .number?: break
            default: throw .invalidData
            }
        case (.acknowledgement, .array), (.binaryAcknowledgement, .array):
            guard acknowledgement != nil else { throw .invalidAcknowledgementID }
        default: throw .invalidData
        }
    }
}
