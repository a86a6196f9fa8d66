/// Why bytes are no Engine.IO packets.
package enum EngineIOError: Error, Equatable {
    /// A packet without its type.
    case emptyPacket
    /// A type that revision 4 does not know.
    case unknownType(UInt8)
    /// `b` followed by something that is not base64.
    case invalidBase64
    /// A text packet between binary ones is no UTF-8.
    case invalidUTF8
    /// A payload of revision 3 whose lengths do not fit its packets.
    case invalidLength
    /// More packets in one payload than anyone sends.
    case tooManyPackets
    /// The open packet lacks a member, or one has a value that cannot be meant.
    case invalidHandshake
}
