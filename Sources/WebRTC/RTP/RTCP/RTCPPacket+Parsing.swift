import Wire

extension RTCPPacket {
    /// What one datagram may hold; browsers send two or three.
    static let maximumPacketCount = 64

    /// Reads the packets of a compound, or of a reduced-size one (RFC 5506). Kinds that are not known are skipped as `other`.
    package static func parse(compound bytes: borrowing Span<UInt8>) throws(RTCPError) -> [RTCPPacket] {
        var packets: [RTCPPacket] = []
        var offset = 0
        while offset < bytes.count {
            guard packets.count < maximumPacketCount else { throw .tooManyPackets }
            guard bytes.count - offset >= 4 else { throw .truncated }
            let first = bytes[offset]
            guard first >> 6 == 2 else { throw .unsupportedVersion(first >> 6) }
            let end = offset + 4 * (1 + (Int(bytes[offset + 2]) << 8 | Int(bytes[offset + 3])))
            guard end <= bytes.count else { throw .truncated }
            var bodyEnd = end
            if first & 0x20 != 0 {
                let padding = Int(bytes[end - 1])
                guard padding > 0, end - padding >= offset + 4 else { throw .invalidPadding }
                bodyEnd = end - padding
            }
            var reader = ByteReader(bytes.extracting((offset + 4)..<bodyEnd))
            do {
                packets.append(try RTCPPacket(type: bytes[offset + 1], format: first & 0x1F, body: &reader))
            } catch {
                throw .truncated
            }
            offset = end
        }
        return packets
    }

    private init(type: UInt8, format: UInt8, body: inout ByteReader) throws(WireError) {
        switch (type, format) {
        case (200, _): self = .senderReport(try SenderReport(&body, blockCount: format))
        case (201, _):
            let ssrc = try body.readUInt32()
            self = .receiverReport(ssrc: ssrc, blocks: try ReportBlock.list(&body, count: format))
        case (202, _): self = .sourceDescription(try SourceDescription.list(&body, count: format))
        case (203, _):
            var sources: [UInt32] = []
            for _ in 0..<format { sources.append(try body.readUInt32()) }
            self = .goodbye(sources)
        case (205, 1):
            let (sender, media) = (try body.readUInt32(), try body.readUInt32())
            var items: [GenericNack.Item] = []
            while body.remaining >= 4 {
                items.append(.init(packetID: try body.readUInt16(), followingLost: try body.readUInt16()))
            }
            self = .genericNack(GenericNack(senderSSRC: sender, mediaSSRC: media, items: items))
        case (205, 15): self = .transportFeedback(try TransportFeedback(&body))
        case (206, 1):
            self = .pictureLossIndication(senderSSRC: try body.readUInt32(), mediaSSRC: try body.readUInt32())
        case (206, 4):
            let sender = try body.readUInt32()
            try body.skip(4)
            var entries: [FullIntraRequestEntry] = []
            while body.remaining >= 8 {
                entries.append(.init(ssrc: try body.readUInt32(), sequenceNumber: try body.readUInt8()))
                try body.skip(3)
            }
            self = .fullIntraRequest(senderSSRC: sender, entries: entries)
        case (206, 15):
            let sender = try body.readUInt32()
            try body.skip(4)
            guard body.remaining >= 8, try body.readUInt32() == ReceiverEstimatedMaximumBitrate.identifier else {
                self = .other(packetType: type, format: format)
                return
            }
            self = .receiverEstimatedMaximumBitrate(try ReceiverEstimatedMaximumBitrate(&body, sender: sender))
        default: self = .other(packetType: type, format: format)
        }
    }
}

extension SenderReport {
    fileprivate init(_ reader: inout ByteReader, blockCount: UInt8) throws(WireError) {
        ssrc = try reader.readUInt32()
        ntpTimestamp = try reader.readUInt64()
        rtpTimestamp = try reader.readUInt32()
        packetCount = try reader.readUInt32()
        octetCount = try reader.readUInt32()
        blocks = try ReportBlock.list(&reader, count: blockCount)
    }
}

extension ReportBlock {
    fileprivate static func list(_ reader: inout ByteReader, count: UInt8) throws(WireError) -> [ReportBlock] {
        var blocks: [ReportBlock] = []
        for _ in 0..<count { blocks.append(try ReportBlock(&reader)) }
        return blocks
    }
}

extension SourceDescription {
    fileprivate static func list(_ reader: inout ByteReader, count: UInt8) throws(WireError) -> [SourceDescription] {
        var chunks: [SourceDescription] = []
        for _ in 0..<count {
            var chunk = SourceDescription(ssrc: try reader.readUInt32())
            var length = 0
            while true {
                let item = try reader.readUInt8()
                length += 1
                guard item != 0 else { break }
                let text = try reader.readBytes(Int(try reader.readUInt8()))
                length += 1 + text.count
                if item == 1 { chunk.cname = String(decoding: text, as: UTF8.self) }
            }
            // The list of items ends with a zero and goes on to the next 32-bit boundary (RFC 3550 §6.5).
            try reader.skip((4 - length % 4) % 4)
            chunks.append(chunk)
        }
        return chunks
    }
}

extension ReceiverEstimatedMaximumBitrate {
    /// "REMB".
    static let identifier: UInt32 = 0x5245_4D42

    fileprivate init(_ reader: inout ByteReader, sender: UInt32) throws(WireError) {
        let count = try reader.readUInt8()
        let value = try reader.readUInt24()
        senderSSRC = sender
        let exponent = value >> 18
        let mantissa = UInt64(value & 0x3_FFFF)
        let shifted = mantissa << UInt64(exponent)
        bitrate = shifted >> UInt64(exponent) == mantissa ? shifted : .max
        ssrcs = []
        for _ in 0..<count { ssrcs.append(try reader.readUInt32()) }
    }
}

extension TransportFeedback {
    fileprivate init(_ reader: inout ByteReader) throws(WireError) {
        senderSSRC = try reader.readUInt32()
        mediaSSRC = try reader.readUInt32()
        baseSequenceNumber = try reader.readUInt16()
        statusCount = try reader.readUInt16()
        referenceTime = Int32(bitPattern: try reader.readUInt24() << 8) >> 8
        feedbackCount = try reader.readUInt8()
        body = reader.readRemaining()
    }
}
