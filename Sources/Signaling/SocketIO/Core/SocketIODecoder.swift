import JSON

/// Puts packets together from the messages of one connection: a text, then its attachments.
package struct SocketIODecoder: Sendable {
    private struct Incomplete: Sendable {
        var packet: SocketIOPacket
        var missing: Int
        var bytes = 0
    }

    private let maximumAttachmentBytes: Int
    private let passesOn: Bool
    private var incomplete: Incomplete?

    /// - Parameters:
    ///   - maximumAttachmentBytes: bounds the attachments of one packet together.
    ///   - passesOn: objects and arrays in an event's arguments are checked and stay text (`JSONValue.verbatim`), for owners that
    ///     hand most of them on.
    package init(maximumAttachmentBytes: Int = 1_000_000, passesOn: Bool = false) {
        self.maximumAttachmentBytes = maximumAttachmentBytes
        self.passesOn = passesOn
    }

    /// Takes the text of a message; returns the packet unless attachments are still to come.
    package mutating func receive(text: Substring) throws(SocketIOError) -> SocketIOPacket? {
        guard incomplete == nil else { throw .attachmentMissing }
        let header = try SocketIOPacket.header(parsing: text, passesOn: passesOn)
        guard header.attachmentCount > 0 else { return try complete(header.packet) }
        incomplete = Incomplete(packet: header.packet, missing: header.attachmentCount)
        return nil
    }

    /// See `receive(text:)`.
    package mutating func receive(text: String) throws(SocketIOError) -> SocketIOPacket? { try receive(text: text[...]) }

    /// Takes an attachment; returns the packet when it was the last.
    package mutating func receive(binary: [UInt8]) throws(SocketIOError) -> SocketIOPacket? {
        guard var incomplete else { throw .unexpectedAttachment }
        incomplete.packet.attachments.append(binary)
        incomplete.missing -= 1
        incomplete.bytes += binary.count
        guard incomplete.bytes <= maximumAttachmentBytes else { throw .attachmentsTooLarge }
        guard incomplete.missing == 0 else {
            self.incomplete = incomplete
            return nil
        }
        self.incomplete = nil
        return try complete(incomplete.packet)
    }

    private func complete(_ packet: SocketIOPacket) throws(SocketIOError) -> SocketIOPacket {
        guard packet.kind.isBinary, let data = packet.data else { return packet }
        guard SocketIODecoder.placeholdersExist(in: data, count: packet.attachments.count) else { throw .invalidPlaceholder }
        return packet
    }

    /// The JSON parser has bounded the depth.
    private static func placeholdersExist(in value: JSONValue, count: Int) -> Bool {
        switch value.read {
        case .array(let elements): return elements.allSatisfy { placeholdersExist(in: $0, count: count) }
        case .object(let object):
            if object["_placeholder"]?.bool == true {
                guard let index = object["num"]?.integer else { return false }
                return index >= 0 && index < count
            }
            return object.members.allSatisfy { placeholdersExist(in: $0.value, count: count) }
        default: return true
        }
    }
}
