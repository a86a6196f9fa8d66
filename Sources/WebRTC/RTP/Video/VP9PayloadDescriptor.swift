import Wire

/// What precedes the VP9 data in each RTP payload (RFC 9628 §4.2).
package struct VP9PayloadDescriptor: Sendable, Equatable {
    /// Reference indices a picture may have in flexible mode.
    private static let mostReferences = 3

    package var pictureID: PictureID?
    /// P: the frame leans on earlier pictures.
    package var isInterPredicted = false
    /// B and E: the payload begins, and ends, a frame of one spatial layer.
    package var startsFrame = false
    package var endsFrame = false
    /// TID, 0…7.
    package var temporalLayer: UInt8?
    /// U: from here on frames of this layer lean on nothing of it before.
    package var isSwitchingPoint = false
    /// SID, 0…7.
    package var spatialLayer: UInt8?
    /// TL0PICIDX: counts base-layer frames modulo 256; absent in flexible mode.
    package var baseLayerIndex: UInt8?
    /// P_DIFF: how many pictures back each reference is; flexible mode only.
    package var references: [UInt8] = []
    /// Bytes of the descriptor; at least one byte of VP9 data follows.
    package private(set) var length = 1

    package init(parsing payload: borrowing Span<UInt8>) throws(VP9Error) {
        do {
            var reader = ByteReader(payload.extracting(0..<payload.count))
            let fields = try reader.readUInt8()
            let isFlexible = fields & 0x10 != 0
            isInterPredicted = fields & 0x40 != 0
            startsFrame = fields & 0x08 != 0
            endsFrame = fields & 0x04 != 0
            if fields & 0x80 != 0 { pictureID = try PictureID(&reader) }
            if fields & 0x20 != 0 {
                let layer = try reader.readUInt8()
                temporalLayer = layer >> 5
                isSwitchingPoint = layer & 0x10 != 0
                spatialLayer = layer >> 1 & 0x07
                if !isFlexible { baseLayerIndex = try reader.readUInt8() }
            }
            if isFlexible, isInterPredicted {
                var hasMore = true
                while hasMore {
                    guard references.count < Self.mostReferences else { throw VP9Error.tooManyReferences }
                    let reference = try reader.readUInt8()
                    references.append(reference >> 1)
                    hasMore = reference & 0x01 != 0
                }
            }
            if fields & 0x02 != 0 { try Self.skipScalabilityStructure(&reader) }
            guard !reader.isAtEnd else { throw VP9Error.truncated }
            length = reader.offset
        } catch let error as VP9Error {
            throw error
        } catch {
            throw .truncated
        }
    }

    /// RFC 9628 §4.2.1: sizes of the spatial layers and the pictures of a group; nothing of it is needed to decode.
    private static func skipScalabilityStructure(_ reader: inout ByteReader) throws(WireError) {
        let fields = try reader.readUInt8()
        if fields & 0x10 != 0 { _ = try reader.readSpan((Int(fields >> 5) + 1) * 4) }
        guard fields & 0x08 != 0 else { return }
        for _ in 0..<(try reader.readUInt8()) {
            let picture = try reader.readUInt8()
            _ = try reader.readSpan(Int(picture >> 2 & 0x03))
        }
    }
}
