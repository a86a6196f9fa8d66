import Wire

extension VideoSender {
    /// The RTP packet (RFC 3550 §5.1) with the header extensions of this moment (RFC 8285 §4.2).
    mutating func write(_ packet: OutgoingPacket, now: MonotonicTime) -> [UInt8] {
        let extensionBlock = headerExtensions(of: packet, now: now)
        var writer = ByteWriter(reservingCapacity: 64 + packet.payload.count + Int(packet.padding))
        writer.write(UInt8(0x80 | (packet.padding > 0 ? 0x20 : 0) | (extensionBlock.isEmpty ? 0 : 0x10)))
        writer.write(packet.payloadType | (packet.marker ? 0x80 : 0))
        writer.write(packet.sequenceNumber)
        writer.write(packet.timestamp)
        writer.write(packet.ssrc)
        if !extensionBlock.isEmpty {
            writer.write(UInt16(0xBEDE))
            writer.write(UInt16(extensionBlock.count / 4))
            writer.write(extensionBlock)
        }
        writer.write(packet.payload)
        if packet.padding > 0 {
            writer.writeZeros(Int(packet.padding) - 1)
            writer.write(packet.padding)
        }
        return writer.bytes
    }

    private mutating func headerExtensions(of packet: OutgoingPacket, now: MonotonicTime) -> [UInt8] {
        var writer = ByteWriter(reservingCapacity: 16)
        if let id = configuration.absSendTimeExtension {
            writer.write(id << 4 | 2)
            writer.writeUInt24(WallClock.absSendTime(at: now))
        }
        if let id = configuration.transportWideCCExtension {
            let byteCount = packet.payload.count + Int(packet.padding)
            writer.write(id << 4 | 1)
            writer.write(ledger.takeNumber(byteCount: byteCount, now: now))
        }
        if let id = configuration.midExtension, (1...16).contains(configuration.mid.utf8.count) {
            writer.write(id << 4 | UInt8(configuration.mid.utf8.count - 1))
            writer.write(configuration.mid.utf8)
        }
        writer.writeZeros((4 - writer.count % 4) % 4)
        return writer.bytes
    }
}
