package import JSON

/// Why a text is no Socket.IO packet, or a packet cannot come now.
package enum SocketIOError: Error, Equatable {
    case emptyPacket
    case unknownType(UInt8)
    /// Not a number, or no `-` behind it.
    case invalidAttachmentCount
    case tooManyAttachments
    /// All attachments of one packet together.
    case attachmentsTooLarge
    case namespaceTooLong
    case invalidAcknowledgementID
    case invalidJSON(JSONError)
    /// The JSON is not of the shape that this type of packet has.
    case invalidData
    /// `connect`, `disconnect` and their like are events of the library, never of the wire.
    case reservedEventName
    /// A placeholder names an attachment that is not there.
    case invalidPlaceholder
    /// A text packet came where an attachment was due.
    case attachmentMissing
    /// An attachment came where none was due.
    case unexpectedAttachment
}
