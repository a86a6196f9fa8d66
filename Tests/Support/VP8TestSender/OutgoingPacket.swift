/// A packet waiting for its turn. What depends on the moment of sending (transport-cc's number, abs-send-time) is not in it yet.
struct OutgoingPacket: Sendable {
    enum Kind: Sendable {
        case media
        case retransmission
        /// Only padding, on the retransmission source: how browsers measure the path.
        case padding
    }

    var kind: Kind
    var ssrc: UInt32
    var payloadType: UInt8
    var sequenceNumber: UInt16
    var timestamp: UInt32
    var marker: Bool
    /// Starts with the VP8 payload descriptor; in a retransmission with the original sequence number.
    var payload: [UInt8]
    /// Bytes of padding, the count included.
    var padding: UInt8 = 0
}
