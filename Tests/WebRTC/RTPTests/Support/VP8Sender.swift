import RTP
import Wire

/// A tiny VP8 sender: frames in, RTP packets out. Its "VP8" is a valid frame tag followed by filler.
struct VP8Sender {
    struct Layer {
        var id: UInt8
        var isSync = false
    }

    var ssrc: UInt32 = 0x1111_1111
    var rtxSSRC: UInt32 = 0x2222_2222
    var payloadType: UInt8 = 96
    var rtxPayloadType: UInt8 = 97
    var sequence: UInt16 = 1000
    var rtxSequence: UInt16 = 5000
    var timestamp: UInt32 = 90_000
    var timestampStep: UInt32 = 3000
    /// `nil`: no descriptor extension at all.
    var pictureID: UInt16? = 100
    var usesShortPictureID = false
    var baseLayerIndex: UInt8 = 0
    var transportSequence: UInt16 = 0
    /// `nil`: no header extension.
    var transportExtension: UInt8? = 3
    var setsMarker = true
    var width: UInt16 = 1280
    var height: UInt16 = 720

    /// The packets of one frame, `count` of them with `size` bytes of VP8 each.
    mutating func frame(key: Bool = false, packets count: Int = 3, size: Int = 50, layer: Layer? = nil) -> [[UInt8]] {
        if let layer, layer.id == 0 { baseLayerIndex &+= 1 }
        var packets: [[UInt8]] = []
        for index in 0..<count {
            var payload = descriptor(isFirst: index == 0, layer: layer)
            payload +=
                index == 0 ? frameStart(key: key, size: size) : [UInt8](repeating: UInt8(truncatingIfNeeded: index), count: size)
            packets.append(packet(payload: payload, marker: setsMarker && index == count - 1))
        }
        timestamp &+= timestampStep
        pictureID = pictureID.map { ($0 &+ 1) & (usesShortPictureID ? 0x7F : 0x7FFF) }
        return packets
    }

    /// The VP8 bytes `frame` made its packets from.
    func contents(key: Bool = false, packets count: Int = 3, size: Int = 50) -> [UInt8] {
        (0..<count).flatMap { index in
            index == 0 ? frameStart(key: key, size: size) : [UInt8](repeating: UInt8(truncatingIfNeeded: index), count: size)
        }
    }

    /// A packet without payload on the media SSRC.
    mutating func padding(_ count: UInt8 = 255) -> [UInt8] {
        packet(payload: [], marker: false, padding: count)
    }

    /// `original` again, on the RTX SSRC.
    mutating func retransmission(of original: [UInt8]) -> [UInt8] {
        guard let packet = try? RTPPacket(parsing: original) else { return [] }
        let osn = [UInt8(packet.sequenceNumber >> 8), UInt8(packet.sequenceNumber & 0xFF)]
        defer { rtxSequence &+= 1 }
        return header(
            payloadType: rtxPayloadType,
            ssrc: rtxSSRC,
            sequence: rtxSequence,
            timestamp: packet.timestamp,
            marker: packet.marker
        ) + osn + packet.bytes[packet.payload]
    }

    /// What both browsers send before any media: padding on the RTX SSRC.
    mutating func retransmissionPadding() -> [UInt8] {
        defer { rtxSequence &+= 1 }
        var bytes = header(payloadType: rtxPayloadType, ssrc: rtxSSRC, sequence: rtxSequence, timestamp: 0, marker: false)
        bytes[0] |= 0x20
        return bytes + [UInt8](repeating: 0, count: 254) + [255]
    }

    mutating func packet(payload: [UInt8], marker: Bool, padding: UInt8 = 0) -> [UInt8] {
        var bytes = header(payloadType: payloadType, ssrc: ssrc, sequence: sequence, timestamp: timestamp, marker: marker)
        sequence &+= 1
        bytes += payload
        guard padding > 0 else { return bytes }
        bytes[0] |= 0x20
        return bytes + [UInt8](repeating: 0, count: Int(padding) - 1) + [padding]
    }

    private mutating func header(payloadType: UInt8, ssrc: UInt32, sequence: UInt16, timestamp: UInt32, marker: Bool) -> [UInt8] {
        var writer = ByteWriter()
        writer.write(UInt8(transportExtension == nil ? 0x80 : 0x90))
        writer.write(payloadType | (marker ? 0x80 : 0))
        writer.write(sequence)
        writer.write(timestamp)
        writer.write(ssrc)
        if let transportExtension {
            writer.write(UInt16(0xBEDE))
            writer.write(UInt16(1))
            writer.write(transportExtension << 4 | 1)
            writer.write(transportSequence)
            writer.write(UInt8(0))
            transportSequence &+= 1
        }
        return writer.bytes
    }

    private func descriptor(isFirst: Bool, layer: Layer?) -> [UInt8] {
        let start: UInt8 = isFirst ? 0x10 : 0
        guard let pictureID else { return [start] }
        var bytes: [UInt8] = [0x80 | start, layer == nil ? 0x80 : 0xE0]
        bytes += usesShortPictureID ? [UInt8(pictureID & 0x7F)] : [0x80 | UInt8(pictureID >> 8 & 0x7F), UInt8(pictureID & 0xFF)]
        if let layer { bytes += [baseLayerIndex, layer.id << 6 | (layer.isSync ? 0x20 : 0)] }
        return bytes
    }

    private func frameStart(key: Bool, size: Int) -> [UInt8] {
        var start: [UInt8] = [key ? 0x10 : 0x11, 0x02, 0x00]
        if key {
            start += [0x9D, 0x01, 0x2A, UInt8(width & 0xFF), UInt8(width >> 8), UInt8(height & 0xFF), UInt8(height >> 8)]
        }
        return start + [UInt8](repeating: 0xAA, count: max(0, size - start.count))
    }
}
