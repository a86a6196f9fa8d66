extension RTPPacket {
    /// The OSN of a retransmission packet: the sequence number of the packet it repeats (RFC 4588 §4).
    ///
    /// `nil` if the payload is too short to hold one, which is how senders pad on the retransmission SSRC.
    package var originalSequenceNumber: UInt16? {
        guard payload.count >= 2 else { return nil }
        return bytes.unsigned16(at: payload.lowerBound)
    }

    /// Where the repeated packet's payload is in `bytes`; meaningful when there is an `originalSequenceNumber`.
    package var originalPayload: Range<Int> {
        min(payload.lowerBound + 2, payload.upperBound)..<payload.upperBound
    }
}
