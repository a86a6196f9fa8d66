import Wire

/// What precedes the VP8 data in each RTP payload (RFC 7741 §4.2).
package struct VP8PayloadDescriptor: Sendable, Equatable {
    /// N: the frame can be dropped without harm to others.
    package var isNonReference = false
    /// S: the payload begins with the start of a partition.
    package var startsPartition = false
    /// PID, 0…7.
    package var partitionIndex: UInt8 = 0
    package var pictureID: PictureID?
    /// TL0PICIDX: counts base-layer frames modulo 256.
    package var baseLayerIndex: UInt8?
    /// TID, 0…3.
    package var temporalLayer: UInt8?
    /// Y: depends on the base layer only.
    package var isLayerSync = false
    /// KEYIDX, 0…31.
    package var keyIndex: UInt8?
    /// Bytes of the descriptor; at least one byte of VP8 data follows.
    package private(set) var length = 1

    /// The first payload of a frame (RFC 7741 §4.2, S).
    package var startsFrame: Bool { startsPartition && partitionIndex == 0 }

    package init(parsing payload: borrowing Span<UInt8>) throws(VP8Error) {
        do {
            var reader = ByteReader(payload.extracting(0..<payload.count))
            let first = try reader.readUInt8()
            isNonReference = first & 0x20 != 0
            startsPartition = first & 0x10 != 0
            partitionIndex = first & 0x07
            if first & 0x80 != 0 {
                let fields = try reader.readUInt8()
                guard fields & 0x60 != 0x40 else { throw VP8Error.layerIndexWithoutLayer }
                if fields & 0x80 != 0 { pictureID = try PictureID(&reader) }
                if fields & 0x40 != 0 { baseLayerIndex = try reader.readUInt8() }
                if fields & 0x30 != 0 {
                    let layer = try reader.readUInt8()
                    if fields & 0x20 != 0 {
                        temporalLayer = layer >> 6
                        isLayerSync = layer & 0x20 != 0
                    }
                    if fields & 0x10 != 0 { keyIndex = layer & 0x1F }
                }
            }
            guard !reader.isAtEnd else { throw VP8Error.truncated }
            length = reader.offset
        } catch let error as VP8Error {
            throw error
        } catch {
            throw .truncated
        }
    }
}
