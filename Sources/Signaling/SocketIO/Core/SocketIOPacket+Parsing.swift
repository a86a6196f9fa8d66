import JSON

extension SocketIOPacket {
    private static let maximumNamespaceLength = 256
    /// Digits of 2^53, the largest count that every peer represents exactly.
    private static let maximumAcknowledgementDigits = 16
    private static let reservedNames: Set<String> = [
        "connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener",
    ]

    /// The text of a packet, and how many attachments will follow.
    struct Header {
        var packet: SocketIOPacket
        var attachmentCount: Int
    }

    /// Reads `<type>[<attachments>-][<namespace>,][<ack id>][JSON]` and checks that the JSON suits the type.
    static func header(parsing text: String) throws(SocketIOError) -> Header {
        var rest = text.utf8[...]
        guard let type = rest.popFirst() else { throw .emptyPacket }
        guard let kind = Kind(rawValue: type &- UInt8(ascii: "0")) else { throw .unknownType(type) }
        var packet = SocketIOPacket(kind)
        let attachmentCount = kind.isBinary ? try readAttachmentCount(&rest) : 0
        packet.namespace = try readNamespace(&rest)
        packet.acknowledgement = try readAcknowledgement(&rest)
        if !rest.isEmpty {
            do {
                packet.data = try JSONValue(parsing: String(Substring(rest)))
            } catch {
                throw .invalidJSON(error)
            }
        }
        try packet.checkData()
        return Header(packet: packet, attachmentCount: attachmentCount)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func readAttachmentCount(_ rest: inout Substring.UTF8View) throws(SocketIOError) -> Int {
        let digits = rest.prefix(while: isDigit)
        guard !digits.isEmpty, rest.dropFirst(digits.count).first == UInt8(ascii: "-") else { throw .invalidAttachmentCount }
        guard digits.count <= 4, let count = Int(Substring(digits)), count <= maximumAttachments else {
            throw .tooManyAttachments
        }
        rest = rest.dropFirst(digits.count + 1)
        return count
    }

    private static func readNamespace(_ rest: inout Substring.UTF8View) throws(SocketIOError) -> String {
        guard rest.first == UInt8(ascii: "/") else { return root }
        let name = rest.prefix { $0 != UInt8(ascii: ",") }
        guard name.count <= maximumNamespaceLength else { throw .namespaceTooLong }
        rest = rest.dropFirst(name.count + 1)
        return String(Substring(name))
    }

    private static func readAcknowledgement(_ rest: inout Substring.UTF8View) throws(SocketIOError) -> UInt64? {
        let digits = rest.prefix(while: isDigit)
        guard !digits.isEmpty else { return nil }
        guard digits.count <= maximumAcknowledgementDigits, let id = UInt64(Substring(digits)) else {
            throw .invalidAcknowledgementID
        }
        rest = rest.dropFirst(digits.count)
        return id
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
