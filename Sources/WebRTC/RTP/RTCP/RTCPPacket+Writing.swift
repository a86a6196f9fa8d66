import Wire

extension RTCPPacket {
    /// The packets one after the other, as one datagram; `other` is left out.
    ///
    /// Unless reduced size was agreed (RFC 5506) the first must be a report (RFC 3550 §6.1): the caller sees to that.
    package static func serialize(_ packets: [RTCPPacket]) -> [UInt8] {
        var writer = ByteWriter(reservingCapacity: 128)
        for packet in packets { packet.write(to: &writer) }
        return writer.bytes
    }

    private func write(to writer: inout ByteWriter) {
        let start = writer.count
        switch self {
        case .senderReport(let report):
            writer.writeHeader(type: 200, format: report.blocks.count)
            writer.write(report.ssrc)
            writer.write(report.ntpTimestamp)
            writer.write(report.rtpTimestamp)
            writer.write(report.packetCount)
            writer.write(report.octetCount)
            for block in report.blocks.prefix(31) { block.write(to: &writer) }
        case .receiverReport(let ssrc, let blocks):
            writer.writeHeader(type: 201, format: blocks.count)
            writer.write(ssrc)
            for block in blocks.prefix(31) { block.write(to: &writer) }
        case .sourceDescription(let chunks):
            writer.writeHeader(type: 202, format: chunks.count)
            for chunk in chunks.prefix(31) { chunk.write(to: &writer) }
        case .goodbye(let sources):
            writer.writeHeader(type: 203, format: sources.count)
            for source in sources.prefix(31) { writer.write(source) }
        case .pictureLossIndication(let sender, let media):
            writer.writeFeedbackHeader(type: 206, format: 1, sender: sender, media: media)
        case .fullIntraRequest(let sender, let entries):
            // The media SSRC of the common header is unused and zero (RFC 5104 §4.3.1.2).
            writer.writeFeedbackHeader(type: 206, format: 4, sender: sender, media: 0)
            for entry in entries {
                writer.write(entry.ssrc)
                writer.write(entry.sequenceNumber)
                writer.writeZeros(3)
            }
        case .receiverEstimatedMaximumBitrate(let estimate): estimate.write(to: &writer)
        case .genericNack(let nack):
            writer.writeFeedbackHeader(type: 205, format: 1, sender: nack.senderSSRC, media: nack.mediaSSRC)
            for item in nack.items {
                writer.write(item.packetID)
                writer.write(item.followingLost)
            }
        case .transportFeedback(let feedback): feedback.write(to: &writer)
        case .other: return
        }
        writer.writeZeros((4 - (writer.count - start) % 4) % 4)
        writer.overwrite(UInt16(truncatingIfNeeded: (writer.count - start) / 4 - 1), at: start + 2)
    }
}

extension ByteWriter {
    /// The first word of a packet; its length is filled in at the end.
    fileprivate mutating func writeHeader(type: UInt8, format: Int) {
        write(0x80 | UInt8(min(format, 31)))
        write(type)
        write(UInt16(0))
    }

    fileprivate mutating func writeFeedbackHeader(type: UInt8, format: Int, sender: UInt32, media: UInt32) {
        writeHeader(type: type, format: format)
        write(sender)
        write(media)
    }
}

extension SourceDescription {
    fileprivate func write(to writer: inout ByteWriter) {
        writer.write(ssrc)
        var length = 0
        if let cname {
            let text = cname.utf8.prefix(255)
            writer.write(UInt8(1))
            writer.write(UInt8(text.count))
            writer.write(text)
            length = 2 + text.count
        }
        // At least one zero ends the list (RFC 3550 §6.5).
        writer.writeZeros(4 - length % 4)
    }
}

extension ReceiverEstimatedMaximumBitrate {
    fileprivate func write(to writer: inout ByteWriter) {
        writer.writeFeedbackHeader(type: 206, format: 15, sender: senderSSRC, media: 0)
        writer.write(Self.identifier)
        var exponent: UInt32 = 0
        var mantissa = bitrate
        while mantissa > 0x3_FFFF {
            mantissa >>= 1
            exponent += 1
        }
        writer.write(UInt8(min(ssrcs.count, 255)))
        writer.writeUInt24(exponent << 18 | UInt32(truncatingIfNeeded: mantissa))
        for ssrc in ssrcs.prefix(255) { writer.write(ssrc) }
    }
}

extension TransportFeedback {
    fileprivate func write(to writer: inout ByteWriter) {
        writer.writeFeedbackHeader(type: 205, format: 15, sender: senderSSRC, media: mediaSSRC)
        writer.write(baseSequenceNumber)
        writer.write(statusCount)
        writer.writeUInt24(UInt32(bitPattern: referenceTime))
        writer.write(feedbackCount)
        writer.write(body)
    }
}
