import Wire

/// How one source is received (RFC 3550 §6.4.1).
package struct ReportBlock: Sendable, Equatable {
    package var ssrc: UInt32
    /// Share lost since the last report, in 1/256.
    package var fractionLost: UInt8 = 0
    /// Packets lost since the beginning; negative with duplicates. 24 bits on the wire.
    package var cumulativeLost: Int32 = 0
    package var extendedHighestSequence: UInt32 = 0
    /// Interarrival jitter in units of the media clock.
    package var jitter: UInt32 = 0
    /// LSR: the middle 32 bits of the last sender report's NTP timestamp, 0 before the first.
    package var lastSenderReport: UInt32 = 0
    /// DLSR: time since that report, in 1/65536 s.
    package var delaySinceLastSenderReport: UInt32 = 0

    package init(ssrc: UInt32) {
        self.ssrc = ssrc
    }
}

extension ReportBlock {
    init(_ reader: inout ByteReader) throws(WireError) {
        ssrc = try reader.readUInt32()
        fractionLost = try reader.readUInt8()
        cumulativeLost = Int32(bitPattern: try reader.readUInt24() << 8) >> 8
        extendedHighestSequence = try reader.readUInt32()
        jitter = try reader.readUInt32()
        lastSenderReport = try reader.readUInt32()
        delaySinceLastSenderReport = try reader.readUInt32()
    }

    func write(to writer: inout ByteWriter) {
        writer.write(ssrc)
        writer.write(fractionLost)
        writer.writeUInt24(UInt32(bitPattern: min(max(cumulativeLost, -0x80_0000), 0x7F_FFFF)))
        writer.write(extendedHighestSequence)
        writer.write(jitter)
        writer.write(lastSenderReport)
        writer.write(delaySinceLastSenderReport)
    }
}
